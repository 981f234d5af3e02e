package dev.marina.agent.runtime;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A session's connection to the runtime ends with its caller. A runtime that is told nothing would go on waiting for output of a program that waits for
/// input, for ever, and hold a place among the node's sessions.
final class Departed {

    private final AtomicBoolean gone = new AtomicBoolean();

    /// How both sides are carried until the connection ends.
    @FunctionalInterface
    interface Conversation {
        void run() throws IOException;
    }

    private Departed() {}

    /// Carries a session until the connection ends or the caller goes.
    ///
    /// @param end closes the connection
    /// @return whether the caller has gone; what failed then is no failure
    static boolean during(ContainerStreams.Departure departure, Runnable end, Conversation conversation) throws IOException {
        Departed departed = new Departed();
        departure.onGone(() -> {
            departed.gone.set(true);
            end.run();
        });
        try {
            conversation.run();
        } catch (IOException failure) {
            if (!departed.gone.get()) {
                throw failure;
            }
        }
        return departed.gone.get();
    }
}
