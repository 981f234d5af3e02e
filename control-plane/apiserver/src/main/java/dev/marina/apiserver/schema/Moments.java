package dev.marina.apiserver.schema;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;

/// Moments as Go's `time.Parse` reads them in the layouts of `meta/v1.Time` and `MicroTime`, and as those write them: in UTC, cut to
/// whole seconds or microseconds.
final class Moments {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    /// Go's zero time, which it writes as null.
    private static final LocalDateTime ZERO = LocalDateTime.of(1, 1, 1, 0, 0);
    private static final String SIX_DIGITS = ".000000";
    private static final int NANO_DIGITS = 9;

    private final String text;
    private final boolean micros;
    private int next;

    private Moments(String text, boolean micros) {
        this.text = text;
        this.micros = micros;
    }

    /// As it is written; "" for the zero time. Throws [IllegalArgumentException] in Go's words.
    static String canonical(String text, boolean micros) {
        LocalDateTime moment = new Moments(text, micros).parse();
        return moment.equals(ZERO) ? "" : (micros ? MICROS : SECONDS).format(moment);
    }

    private LocalDateTime parse() {
        int year = digits(4, 4, "2006");
        literal('-');
        int month = within(digits(2, 2, "01"), 1, 12, "month");
        literal('-');
        int day = digits(2, 2, "02");
        literal('T');
        int hour = within(digits(1, 2, "15"), 0, 23, "hour");
        literal(':');
        int minute = within(digits(2, 2, "04"), 0, 59, "minute");
        literal(':');
        int second = within(digits(2, 2, "05"), 0, 59, "second");
        int nanos = micros ? microseconds() : anyFraction();
        int offset = offset();
        if (next < text.length()) {
            throw new IllegalArgumentException("parsing time %s: extra text: %s".formatted(quoted(text), quoted(text.substring(next))));
        }
        if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
            throw outOfRange("day");
        }
        LocalDateTime moment = LocalDateTime.of(year, month, day, hour, minute, second, nanos).minusMinutes(offset);
        if (moment.equals(ZERO)) {
            return moment;
        }
        // Go would store what it cannot read again.
        if (moment.getYear() < 0 || moment.getYear() > 9999) {
            throw new IllegalArgumentException("Time.MarshalJSON: year outside of range [0,9999]");
        }
        return moment;
    }

    private int digits(int least, int most, String layout) {
        int value = 0;
        int count = 0;
        while (count < most && digitAt(next + count)) {
            value = value * 10 + text.charAt(next + count) - '0';
            count++;
        }
        if (count < least) {
            throw unreadable(layout);
        }
        next += count;
        return value;
    }

    private int within(int value, int least, int most, String what) {
        if (value < least || value > most) {
            throw outOfRange(what);
        }
        return value;
    }

    private void literal(char expected) {
        if (next >= text.length() || text.charAt(next) != expected) {
            throw unreadable(Character.toString(expected));
        }
        next++;
    }

    /// A fraction may stand where the layout has none.
    private int anyFraction() {
        if (!fractionAt(next)) {
            return 0;
        }
        int end = next + 1;
        while (digitAt(end)) {
            end++;
        }
        int nanos = nanos(next + 1, end);
        next = end;
        return nanos;
    }

    private int microseconds() {
        int end = next + SIX_DIGITS.length();
        boolean complete = fractionAt(next) && end <= text.length();
        for (int i = next + 1; complete && i < end; i++) {
            complete = digitAt(i);
        }
        if (!complete) {
            throw unreadable(SIX_DIGITS);
        }
        int nanos = nanos(next + 1, end);
        next = end;
        return nanos;
    }

    private int nanos(int from, int to) {
        int nanos = 0;
        for (int i = 0; i < NANO_DIGITS; i++) {
            nanos = nanos * 10 + (from + i < to ? text.charAt(from + i) - '0' : 0);
        }
        return nanos;
    }

    /// Minutes east of UTC.
    private int offset() {
        if (next < text.length() && text.charAt(next) == 'Z') {
            next++;
            return 0;
        }
        boolean complete = text.length() >= next + 6 && "+-".indexOf(text.charAt(next)) >= 0 && digitAt(next + 1) && digitAt(next + 2)
                && text.charAt(next + 3) == ':' && digitAt(next + 4) && digitAt(next + 5);
        if (!complete) {
            throw unreadable("Z07:00");
        }
        int sign = text.charAt(next) == '-' ? -1 : 1;
        next++;
        int hours = within(digits(2, 2, ""), 0, 24, "time zone offset hour");
        literal(':');
        int minutes = within(digits(2, 2, ""), 0, 60, "time zone offset minute");
        return sign * (hours * 60 + minutes);
    }

    private boolean fractionAt(int place) {
        return place < text.length() && (text.charAt(place) == '.' || text.charAt(place) == ',') && digitAt(place + 1);
    }

    private boolean digitAt(int place) {
        return place < text.length() && text.charAt(place) >= '0' && text.charAt(place) <= '9';
    }

    private IllegalArgumentException unreadable(String layout) {
        return new IllegalArgumentException("parsing time %s as \"2006-01-02T15:04:05%sZ07:00\": cannot parse %s as \"%s\"".formatted(
                quoted(text), micros ? SIX_DIGITS : "", quoted(text.substring(next)), layout));
    }

    private IllegalArgumentException outOfRange(String what) {
        return new IllegalArgumentException("parsing time %s: %s out of range".formatted(quoted(text), what));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
            if (part < ' ') {
                quoted.append("\\x%02x".formatted(part));
            } else if (part == '"' || part == '\\') {
                quoted.append('\\').append((char) part);
            } else {
                quoted.append((char) part);
            }
        }
        return quoted.append('"').toString();
    }
}
