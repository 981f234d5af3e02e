package dev.marina.labs.grading;

import dev.marina.api.GroupResource;

/// What a lab may look at.
@FunctionalInterface
public interface Visible {

    /// For labs of the installation.
    Visible EVERYTHING = (_, _, _) -> true;

    /// @param namespace "" for types without namespaces
    /// @param name "" for all of a type
    boolean includes(GroupResource type, String namespace, String name);
}
