package dev.marina.console.backups;

import com.vaadin.flow.component.Component;
import dev.marina.console.rest.Refused;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// What is said of backups in the same words wherever it is said.
final class BackupWords {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final int FORBIDDEN = 403;

    private BackupWords() {}

    /// @param timestamp "" for one that has not come
    static String time(String timestamp) {
        return timestamp.isEmpty() ? "–" : MINUTE.format(Instant.parse(timestamp));
    }

    /// A refusal with whatever it says of fields that have no place of their own.
    static String refusal(Component asking, Refused refused) {
        if (refused.status() == FORBIDDEN) {
            return asking.getTranslation("permission.role", asking.getTranslation("role.owner"));
        }
        String fields = String.join("; ", refused.fields().values());
        return fields.isEmpty() ? refused.getMessage() : "%s (%s)".formatted(refused.getMessage(), fields);
    }
}
