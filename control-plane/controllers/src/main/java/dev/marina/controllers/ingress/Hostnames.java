package dev.marina.controllers.ingress;

import java.util.Optional;

/// Names of Gateway API, of which a leading `*.` stands for one label or several. "" is every name.
final class Hostnames {

    private Hostnames() {}

    /// What both stand for; empty if there is no name that both do.
    static Optional<String> common(String one, String other) {
        if (one.isEmpty() || one.equals(other)) {
            return Optional.of(other);
        }
        if (other.isEmpty() || covers(other, one)) {
            return Optional.of(one);
        }
        return covers(one, other) ? Optional.of(other) : Optional.empty();
    }

    /// Whether every name that `name` stands for is one of `wide`.
    static boolean covers(String wide, String name) {
        return wide.isEmpty() || wide.equals(name)
                || wide.startsWith("*.") && name.endsWith(wide.substring(1)) && name.length() > wide.length() - 1;
    }
}
