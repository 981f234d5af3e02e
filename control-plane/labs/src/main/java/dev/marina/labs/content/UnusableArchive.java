package dev.marina.labs.content;

/// Bytes that are no archive of labs, or one that is not to be trusted. The message says what is wrong and what would be right.
public final class UnusableArchive extends Exception {

    private static final long serialVersionUID = 1;

    UnusableArchive(String message) {
        super(message);
    }
}
