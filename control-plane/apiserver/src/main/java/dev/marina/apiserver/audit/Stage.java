package dev.marina.apiserver.audit;

import java.util.Arrays;
import java.util.Optional;

/// When a record of a request is made.
public enum Stage {
    REQUEST_RECEIVED("RequestReceived"),
    /// The head of an answer that goes on, such as a watch's.
    RESPONSE_STARTED("ResponseStarted"),
    RESPONSE_COMPLETE("ResponseComplete"),
    /// There was a bug.
    PANIC("Panic");

    private final String wire;

    Stage(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public static Optional<Stage> find(String wire) {
        return Arrays.stream(values()).filter(stage -> stage.wire.equals(wire)).findFirst();
    }
}
