package dev.marina.store.seal;

/// Bytes that cannot be opened: the key is not known, or they are not what was sealed, or were sealed for another place.
public final class Unsealable extends RuntimeException {
    public Unsealable(String message, Throwable cause) {
        super(message, cause);
    }
}
