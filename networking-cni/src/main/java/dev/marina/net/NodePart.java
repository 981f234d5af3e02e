package dev.marina.net;

import java.util.Arrays;
import java.util.Optional;

/// What a node does for its cluster and may be switched off, as one who learns takes it away to see what it is for.
public enum NodePart {

    /// Answers names. Switched off, nobody listens at the name server's address.
    DNS("dns"),
    /// Follows Services with rules. Switched off, the rules stay as they are, as they do when a kube-proxy ends.
    SERVICE_PROXY("service-proxy");

    private final String component;

    NodePart(String component) {
        this.component = component;
    }

    /// The name of the object that switches it.
    public String component() {
        return component;
    }

    public static Optional<NodePart> named(String component) {
        return Arrays.stream(values()).filter(part -> part.component.equals(component)).findFirst();
    }
}
