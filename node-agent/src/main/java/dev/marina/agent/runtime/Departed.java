package dev.marina.agent.runtime;

import java.util.concurrent.atomic.AtomicBoolean;

/// A session's connection to the runtime ends with its caller. A runtime that is told nothing would go on waiting for output of a program that waits for
/// input, for ever, and hold a place among the node's sessions.
final class Departed {

    private final AtomicBoolean gone = new AtomicBoolean();

    /// @param end closes the connection
    Departed(ContainerStreams.Departure departure, Runnable end) {
        departure.onGone(() -> {
            gone.set(true);
            end.run();
        });
    }

    /// Whether a failure of the connection is no more than that.
    boolean gone() {
        return gone.get();
    }
}
