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
        Classes.all(); // made by tests/consumers/lists.py
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
        var none = FailedBackup.handle(body);
        var failed = FailedBackup.handle(body.replace("\"backup_status\": 0", "\"backup_status\": 1"));
        System.out.println("  failed: " + failed);
        var isRight = none == null && "my-production-app".equals(failed);
        System.exit(failures == 0 && files == CLASSES.size() && isRight ? 0 : 1);
    }
}
