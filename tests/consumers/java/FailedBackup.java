import com.fasterxml.jackson.databind.ObjectMapper;
import events.Converter;
import java.io.IOException;

class FailedBackup {
    static String handle(String body) throws IOException {
        var type = new ObjectMapper().readTree(body).path("event_type").asText();
        if (!type.equals("managed_backup.fail")) {
            return null;
        }
        var event = Converter.ManagedBackupFailFromJsonString(body);
        var failed = Long.valueOf(1).equals(event.getBackup().getBackupStatus()); // BCK_FAILED
        return failed ? event.getStack().getName() : null;
    }
}
