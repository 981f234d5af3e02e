package dev.marina.csi.volume;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// What of a volume may be another thing tomorrow, while it is in use: how the machine reads and writes it. Where nothing is said the
/// kernel's own way is taken.
///
/// @param readAheadKib how far the kernel reads on where somebody reads one piece after the other
/// @param direct whether what is written and read is kept in memory once, for the volume's file system or its users, and not a second
/// time for the file on the machine's disk
public record Attributes(OptionalInt readAheadKib, Optional<Boolean> direct) {

    public static final Attributes NONE = new Attributes(OptionalInt.empty(), Optional.empty());
    static final String READ_AHEAD = "readAheadKibibytes";
    static final String DIRECT = "directIO";
    private static final int MOST = 16 << 10;

    /// Throws [IllegalArgumentException] with the parameter, its value and what would be right.
    public static Attributes of(Map<String, String> parameters) {
        OptionalInt readAhead = OptionalInt.empty();
        Optional<Boolean> direct = Optional.empty();
        for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
            switch (parameter.getKey()) {
                case READ_AHEAD -> readAhead = OptionalInt.of(number(parameter.getValue()));
                case DIRECT -> direct = Optional.of(yesOrNo(parameter.getValue()));
                default -> throw new IllegalArgumentException("parameter %s is not known: %s and %s are".formatted(parameter.getKey(), DIRECT, READ_AHEAD));
            }
        }
        return new Attributes(readAhead, direct);
    }

    private static int number(String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > MOST) {
            throw new IllegalArgumentException("parameter %s is \"%s\": it must be a number from 0 to %d".formatted(READ_AHEAD, value, MOST));
        }
        return Integer.parseInt(value);
    }

    private static boolean yesOrNo(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("parameter %s is \"%s\": it must be \"true\" or \"false\"".formatted(DIRECT, value));
        }
        return Boolean.parseBoolean(value);
    }
}
