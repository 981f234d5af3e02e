package dev.marina.agent.runtime;

/// The engine refused or could not do something. The message is meant for events that users read.
public class RuntimeFailure extends RuntimeException {
    public RuntimeFailure(String message) {
        super(message);
    }

    public RuntimeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
