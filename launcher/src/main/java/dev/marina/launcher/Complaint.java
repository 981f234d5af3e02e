package dev.marina.launcher;

/// Something a person can act on. Its message is all that they see: what is wrong, and the command or setting that helps.
public final class Complaint extends RuntimeException {
    public Complaint(String message) {
        super(message);
    }

    public Complaint(String message, Throwable cause) {
        super(message, cause);
    }
}
