package dev.marina.apiserver.merge;

/// A value does not have its type's shape. The message names the place: `.spec.ports: element 0: …`.
public final class InvalidConfiguration extends RuntimeException {

    InvalidConfiguration(String message) {
        super(message);
    }

    /// The same, seen from one level further up.
    InvalidConfiguration at(String place) {
        boolean path = getMessage().startsWith(".") || getMessage().startsWith("[");
        return new InvalidConfiguration(place + (path ? "" : ": ") + getMessage());
    }
}
