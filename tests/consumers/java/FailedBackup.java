import com.fasterxml.jackson.databind.ObjectMapper;
import events.Converter;
import java.io.IOException;

class FailedBackup {
    static final long FAILED = 1; // BCK_FAILED; quicktype gives codes no names

    static String handle(String body) throws IOException {
        var type = new ObjectMapper().readTree(body).path("event_type").asText();
        if (!type.equals("managed_backup.fail")) {
            return null;
        }
        var event = Converter.ManagedBackupFailFromJsonString(body);
        var backup = event.getBackup();
        var code = backup.getBackupStatus(); // a Long, null if not given
        var status = code != null && code == FAILED ? "failed" : "status " + code;
        return "%s: backup %d of %s %s, %s".formatted(
            event.getStack().getName(), backup.getID(), backup.getDBType(), backup.getDatabaseName(), status);
    }
}
