package dev.marina.console.kube;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// The time since something, as short as kubectl says it.
public final class Age {

    private Age() {}

    public static String of(String timestamp, Instant now) {
        if (timestamp == null || timestamp.isBlank()) {
            return "";
        }
        try {
            return of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeParseException _) {
            return "";
        }
    }

    public static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 600) {
            return seconds % 60 == 0 ? seconds / 60 + "m" : "%dm%ds".formatted(seconds / 60, seconds % 60);
        }
        if (seconds < 3 * 3600) {
            return seconds / 60 + "m";
        }
        if (seconds < 48 * 3600) {
            return seconds / 3600 + "h";
        }
        return seconds / 86_400 + "d";
    }
}
