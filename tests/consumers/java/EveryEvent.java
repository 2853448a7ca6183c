// Reads every documented payload into the class of its event, and compares what is written back.

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import events.*;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

class EveryEvent {
    interface Read<T> {
        T from(String json) throws IOException;
    }

    static final Map<String, Read<?>> CLASSES = new HashMap<>();

    static void put(String eventType, Read<?> read) {
        CLASSES.put(eventType, read);
    }

    /** Writes what was read. The generated writers want jackson-datatype-jsr310, of which Debian has no package. */
    static final ObjectMapper WRITER = new ObjectMapper().registerModule(new SimpleModule().addSerializer(
        OffsetDateTime.class,
        new JsonSerializer<OffsetDateTime>() {
            @Override
            public void serialize(OffsetDateTime value, JsonGenerator json, SerializerProvider none) throws IOException {
                json.writeString(value.toString());
            }
        }));

    static {
        put("stack.created", Converter::StackCreatedFromJsonString);
        put("stack.provision.ok", Converter::StackProvisionOkFromJsonString);
        put("stack.provision.fail", Converter::StackProvisionFailFromJsonString);
        put("stack.redeploy.ok", Converter::StackRedeployOkFromJsonString);
        put("stack.redeploy.fail", Converter::StackRedeployFailFromJsonString);
        put("stack.deploy.started", Converter::StackDeployStartedFromJsonString);
        put("stack.stackscore.changed", Converter::StackStackscoreChangedFromJsonString);
        put("stack.redeploy.hook.fail", Converter::StackRedeployHookFailFromJsonString);
        put("application.update.pending", Converter::ApplicationUpdatePendingFromJsonString);
        put("application.update.started", Converter::ApplicationUpdateStartedFromJsonString);
        put("application.update.succeeded", Converter::ApplicationUpdateSucceededFromJsonString);
        put("application.update.failed", Converter::ApplicationUpdateFailedFromJsonString);
        put("application.health_check.failed", Converter::ApplicationHealthCheckFailedFromJsonString);
        put("application.integration.configured", Converter::ApplicationIntegrationConfiguredFromJsonString);
        put("application.integration.removed", Converter::ApplicationIntegrationRemovedFromJsonString);
        put("server.stopped", Converter::ServerStoppedFromJsonString);
        put("server.backon", Converter::ServerBackonFromJsonString);
        put("server.ip.change.fail", Converter::ServerIPChangeFailFromJsonString);
        put("container.down", Converter::ContainerDownFromJsonString);
        put("process.down", Converter::ProcessDownFromJsonString);
        put("web.process.started", Converter::WebProcessStartedFromJsonString);
        put("web.process.stopped", Converter::WebProcessStoppedFromJsonString);
        put("web.process.unknown", Converter::WebProcessUnknownFromJsonString);
        put("free.disk.space.alert", Converter::FreeDiskSpaceAlertFromJsonString);
        put("free.disk.space.normal", Converter::FreeDiskSpaceNormalFromJsonString);
        put("service.build.ok", Converter::ServiceBuildOkFromJsonString);
        put("service.build.fail", Converter::ServiceBuildFailFromJsonString);
        put("cloud_object.delete.ok", Converter::CloudObjectDeleteOkFromJsonString);
        put("cloud_object.delete.fail", Converter::CloudObjectDeleteFailFromJsonString);
        put("ssl_certificate.install.ok", Converter::SSLCertificateInstallOkFromJsonString);
        put("ssl_certificate.install.fail", Converter::SSLCertificateInstallFailFromJsonString);
        put("ssl_certificate.expire.soon", Converter::SSLCertificateExpireSoonFromJsonString);
        put("app.auth", Converter::AppAuthFromJsonString);
        put("app.deauth", Converter::AppDeauthFromJsonString);
        put("active.protect.block", Converter::ActiveProtectBlockFromJsonString);
        put("active.protect.change", Converter::ActiveProtectChangeFromJsonString);
        put("ssh_key.downloaded", Converter::SSHKeyDownloadedFromJsonString);
        put("managed_backup.fail", Converter::ManagedBackupFailFromJsonString);
        put("backup.verification.failed", Converter::BackupVerificationFailedFromJsonString);
        put("db.slave.ok", Converter::DBSlaveOkFromJsonString);
        put("db.slave.failed", Converter::DBSlaveFailedFromJsonString);
        put("payment.done", Converter::PaymentDoneFromJsonString);
        put("payment.fail", Converter::PaymentFailFromJsonString);
        put("account.suspended", Converter::AccountSuspendedFromJsonString);
        put("job.fail", Converter::JobFailFromJsonString);
        put("job.backon", Converter::JobBackonFromJsonString);
        put("autoscaling.failed", Converter::AutoscalingFailedFromJsonString);
        put("autoscaling.actions", Converter::AutoscalingActionsFromJsonString);
    }

    static boolean sameInstant(JsonNode before, JsonNode after) {
        try {
            return OffsetDateTime.parse(before.asText()).isEqual(OffsetDateTime.parse(after.asText()));
        } catch (DateTimeParseException notDates) {
            return false;
        }
    }

    /** The path of a field that did not come back as it was, or null. */
    static String missing(String path, JsonNode before, JsonNode after) {
        if (before.isObject() && after.isObject()) {
            for (var names = before.fieldNames(); names.hasNext(); ) {
                var name = names.next();
                var found = missing(path + "." + name, before.get(name), after.path(name));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        if (before.isArray() && before.size() == after.size()) {
            for (int index = 0; index < before.size(); index++) {
                var found = missing(path + "." + index, before.get(index), after.get(index));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        var same = before.toString().equals(after.toString()) || sameInstant(before, after);
        return same ? null : path;
    }

    static String check(ObjectMapper mapper, String body) {
        try {
            var before = mapper.readTree(body);
            var read = CLASSES.get(before.path("event_type").asText());
            if (read == null) {
                return "no class";
            }
            var path = missing("$", before, mapper.readTree(WRITER.writeValueAsString(read.from(body))));
            return path == null ? null : path + " did not come back";
        } catch (IOException error) {
            return error.toString();
        }
    }

    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        var mapper = new ObjectMapper();
        int files = 0;
        int failures = 0;
        try (var list = Files.newDirectoryStream(folder, "*.json")) {
            for (var file : list) {
                files++;
                var problem = check(mapper, Files.readString(file));
                if (problem != null) {
                    failures++;
                    System.out.println("  " + file.getFileName() + ": " + problem);
                }
            }
        }
        System.out.printf("  %d of %d documented payloads read into %d classes, and nothing lost%n", files - failures, files, CLASSES.size());
        var body = Files.readString(folder.resolve("managed_backup.fail.json"));
        var line = FailedBackup.handle(body);
        System.out.println("  " + line);
        var failed = FailedBackup.handle(body.replace("\"backup_status\": 0", "\"backup_status\": 1"));
        var expected = "my-production-app: backup 54321 of postgresql myapp_production, ";
        var isRight = line.equals(expected + "status 0") && failed.equals(expected + "failed");
        System.exit(failures == 0 && files == CLASSES.size() && isRight ? 0 : 1);
    }
}
