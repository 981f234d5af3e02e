package dev.marina.apiserver.worlds;

import java.util.List;
import java.util.Locale;

/// The world of the manifests as they are, and the one with the difference.
public enum Side {
    A, B;

    public static final List<Side> BOTH = List.of(A, B);

    public Side other() {
        return this == A ? B : A;
    }

    /// As a field is named.
    String field() {
        return name().toLowerCase(Locale.ROOT);
    }
}
