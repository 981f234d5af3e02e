package dev.marina.controllers.ingress;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Contour reads them: Go's, and `infinity` (internal/timeout/timeout.go).
final class GoDuration {

    private static final Pattern WHOLE = Pattern.compile("[+-]?(?:(?:\\d{1,9}(?:\\.\\d{0,9})?|\\.\\d{1,9})(?:ns|us|µs|μs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d*(?:\\.\\d*)?)(ns|us|µs|μs|ms|s|m|h)");

    private GoDuration() {}

    static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    /// Empty for the usual one, zero for no end.
    static Optional<Duration> timeout(String text) throws Unreadable {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.equals("infinity") || text.equals("infinite")) {
            return Optional.of(Duration.ZERO);
        }
        try {
            return Optional.of(of(text)).filter(read -> !read.isZero());
        } catch (Unreadable e) {
            throw new Unreadable("unable to parse timeout string \"%s\": %s".formatted(text, e.getMessage()));
        }
    }

    /// As `time.ParseDuration` reads it, negative ones too.
    static Duration of(String text) throws Unreadable {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw new Unreadable("time: invalid duration \"%s\"".formatted(text));
        }
        double nanos = 0;
        for (Matcher part = PART.matcher(text); part.find();) {
            nanos += Double.parseDouble(part.group(1)) * switch (part.group(2)) {
                case "ns" -> 1d;
                case "ms" -> 1e6;
                case "s" -> 1e9;
                case "m" -> 60e9;
                case "h" -> 3_600e9;
                default -> 1e3;
            };
        }
        return Duration.ofMillis(Math.round(nanos / 1e6 * (text.startsWith("-") ? -1 : 1)));
    }
}
