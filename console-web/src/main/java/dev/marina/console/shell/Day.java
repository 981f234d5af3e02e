package dev.marina.console.shell;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/// A moment that lies days ahead, as people read it. In UTC, in which the platform's days end.
public final class Day {

    private Day() {}

    public static String of(Instant moment, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT).withLocale(locale).withZone(ZoneOffset.UTC).format(moment) + " UTC";
    }
}
