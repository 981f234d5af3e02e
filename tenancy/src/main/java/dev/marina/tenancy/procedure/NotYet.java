package dev.marina.tenancy.procedure;

/// Thrown by a step that waits for others: nothing is wrong, it is to be tried again.
public final class NotYet extends RuntimeException {

    public NotYet(String waitsFor) {
        super(waitsFor);
    }
}
