package dev.marina.agent.watch;

import java.io.IOException;

/// The server's own word that it does not serve a list or watch.
final class WatchFailure extends IOException {

    private static final int GONE = 410;

    private final int code;

    WatchFailure(int code, String message) {
        super("%d: %s".formatted(code, message));
        this.code = code;
    }

    /// What was asked for lies too far back: all must be listed again.
    boolean gone() {
        return code == GONE;
    }
}
