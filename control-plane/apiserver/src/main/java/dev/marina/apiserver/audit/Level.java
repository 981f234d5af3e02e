package dev.marina.apiserver.audit;

import java.util.Arrays;
import java.util.Optional;

/// How much of a request is recorded; each has what those before it have.
public enum Level {
    NONE("None"),
    METADATA("Metadata"),
    /// And what was sent.
    REQUEST("Request"),
    /// And what was answered.
    REQUEST_RESPONSE("RequestResponse");

    private final String wire;

    Level(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    boolean has(Level other) {
        return compareTo(other) >= 0;
    }

    Level atMost(Level other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public static Optional<Level> find(String wire) {
        return Arrays.stream(values()).filter(level -> level.wire.equals(wire)).findFirst();
    }
}
