// Reads every documented payload into the class of its event, and compares what is written back.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    interface Write<T> {
        String to(T value) throws IOException;
    }

    interface Again {
        String through(String json) throws IOException;
    }

    static final Map<String, Again> CLASSES = new HashMap<>();

    static <T> void put(String eventType, Read<T> read, Write<T> write) {
        CLASSES.put(eventType, json -> write.to(read.from(json)));
    }

    static {
        put("stack.created", Converter::StackCreatedFromJsonString, Converter::StackCreatedToJsonString);
        put("stack.provision.ok", Converter::StackProvisionOkFromJsonString, Converter::StackProvisionOkToJsonString);
        put("stack.provision.fail", Converter::StackProvisionFailFromJsonString, Converter::StackProvisionFailToJsonString);
        put("stack.redeploy.ok", Converter::StackRedeployOkFromJsonString, Converter::StackRedeployOkToJsonString);
        put("stack.redeploy.fail", Converter::StackRedeployFailFromJsonString, Converter::StackRedeployFailToJsonString);
        put("stack.deploy.started", Converter::StackDeployStartedFromJsonString, Converter::StackDeployStartedToJsonString);
        put("stack.stackscore.changed", Converter::StackStackscoreChangedFromJsonString, Converter::StackStackscoreChangedToJsonString);
        put("stack.redeploy.hook.fail", Converter::StackRedeployHookFailFromJsonString, Converter::StackRedeployHookFailToJsonString);
        put("application.update.pending", Converter::ApplicationUpdatePendingFromJsonString, Converter::ApplicationUpdatePendingToJsonString);
        put("application.update.started", Converter::ApplicationUpdateStartedFromJsonString, Converter::ApplicationUpdateStartedToJsonString);
        put("application.update.succeeded", Converter::ApplicationUpdateSucceededFromJsonString, Converter::ApplicationUpdateSucceededToJsonString);
        put("application.update.failed", Converter::ApplicationUpdateFailedFromJsonString, Converter::ApplicationUpdateFailedToJsonString);
        put("application.health_check.failed", Converter::ApplicationHealthCheckFailedFromJsonString, Converter::ApplicationHealthCheckFailedToJsonString);
        put("application.integration.configured", Converter::ApplicationIntegrationConfiguredFromJsonString, Converter::ApplicationIntegrationConfiguredToJsonString);
        put("application.integration.removed", Converter::ApplicationIntegrationRemovedFromJsonString, Converter::ApplicationIntegrationRemovedToJsonString);
        put("server.stopped", Converter::ServerStoppedFromJsonString, Converter::ServerStoppedToJsonString);
        put("server.backon", Converter::ServerBackonFromJsonString, Converter::ServerBackonToJsonString);
        put("server.ip.change.fail", Converter::ServerIPChangeFailFromJsonString, Converter::ServerIPChangeFailToJsonString);
        put("container.down", Converter::ContainerDownFromJsonString, Converter::ContainerDownToJsonString);
        put("process.down", Converter::ProcessDownFromJsonString, Converter::ProcessDownToJsonString);
        put("web.process.started", Converter::WebProcessStartedFromJsonString, Converter::WebProcessStartedToJsonString);
        put("web.process.stopped", Converter::WebProcessStoppedFromJsonString, Converter::WebProcessStoppedToJsonString);
        put("web.process.unknown", Converter::WebProcessUnknownFromJsonString, Converter::WebProcessUnknownToJsonString);
        put("free.disk.space.alert", Converter::FreeDiskSpaceAlertFromJsonString, Converter::FreeDiskSpaceAlertToJsonString);
        put("free.disk.space.normal", Converter::FreeDiskSpaceNormalFromJsonString, Converter::FreeDiskSpaceNormalToJsonString);
        put("service.build.ok", Converter::ServiceBuildOkFromJsonString, Converter::ServiceBuildOkToJsonString);
        put("service.build.fail", Converter::ServiceBuildFailFromJsonString, Converter::ServiceBuildFailToJsonString);
        put("cloud_object.delete.ok", Converter::CloudObjectDeleteOkFromJsonString, Converter::CloudObjectDeleteOkToJsonString);
        put("cloud_object.delete.fail", Converter::CloudObjectDeleteFailFromJsonString, Converter::CloudObjectDeleteFailToJsonString);
        put("ssl_certificate.install.ok", Converter::SSLCertificateInstallOkFromJsonString, Converter::SSLCertificateInstallOkToJsonString);
        put("ssl_certificate.install.fail", Converter::SSLCertificateInstallFailFromJsonString, Converter::SSLCertificateInstallFailToJsonString);
        put("ssl_certificate.expire.soon", Converter::SSLCertificateExpireSoonFromJsonString, Converter::SSLCertificateExpireSoonToJsonString);
        put("app.auth", Converter::AppAuthFromJsonString, Converter::AppAuthToJsonString);
        put("app.deauth", Converter::AppDeauthFromJsonString, Converter::AppDeauthToJsonString);
        put("active.protect.block", Converter::ActiveProtectBlockFromJsonString, Converter::ActiveProtectBlockToJsonString);
        put("active.protect.change", Converter::ActiveProtectChangeFromJsonString, Converter::ActiveProtectChangeToJsonString);
        put("ssh_key.downloaded", Converter::SSHKeyDownloadedFromJsonString, Converter::SSHKeyDownloadedToJsonString);
        put("managed_backup.fail", Converter::ManagedBackupFailFromJsonString, Converter::ManagedBackupFailToJsonString);
        put("backup.verification.failed", Converter::BackupVerificationFailedFromJsonString, Converter::BackupVerificationFailedToJsonString);
        put("db.slave.ok", Converter::DBSlaveOkFromJsonString, Converter::DBSlaveOkToJsonString);
        put("db.slave.failed", Converter::DBSlaveFailedFromJsonString, Converter::DBSlaveFailedToJsonString);
        put("payment.done", Converter::PaymentDoneFromJsonString, Converter::PaymentDoneToJsonString);
        put("payment.fail", Converter::PaymentFailFromJsonString, Converter::PaymentFailToJsonString);
        put("account.suspended", Converter::AccountSuspendedFromJsonString, Converter::AccountSuspendedToJsonString);
        put("job.fail", Converter::JobFailFromJsonString, Converter::JobFailToJsonString);
        put("job.backon", Converter::JobBackonFromJsonString, Converter::JobBackonToJsonString);
        put("autoscaling.failed", Converter::AutoscalingFailedFromJsonString, Converter::AutoscalingFailedToJsonString);
        put("autoscaling.actions", Converter::AutoscalingActionsFromJsonString, Converter::AutoscalingActionsToJsonString);
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
        // Java writes an int where it read a long.
        var same = before.toString().equals(after.toString()) || sameInstant(before, after);
        return same ? null : path;
    }

    static String check(ObjectMapper mapper, String body) {
        try {
            var before = mapper.readTree(body);
            var again = CLASSES.get(before.path("event_type").asText());
            if (again == null) {
                return "no class";
            }
            var path = missing("$", before, mapper.readTree(again.through(body)));
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
        System.exit(failures == 0 && files == 48 && isRight ? 0 : 1);
    }
}
