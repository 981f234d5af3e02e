package dev.marina.apiserver.worlds;

import dev.marina.api.GroupResource;
import java.util.Optional;

/// What is the same object in both worlds. One whose name a controller made up is known by whose it is and by which of those it is, in the order in
/// which they came: names that are made of a hash or at random differ and mean nothing.
///
/// @param name "" where it was made up
/// @param number from 1; 0 for an object with a name
public record Alias(GroupResource resource, String namespace, String name, Optional<Alias> of, int number) {

    public static Alias named(GroupResource resource, String namespace, String name) {
        return new Alias(resource, namespace, name, Optional.empty(), 0);
    }

    /// Such as `pods 1 of replicasets.apps 2 of deployments.apps web`.
    @Override
    public String toString() {
        return of.map(owner -> "%s %d of %s".formatted(resource, number, owner)).orElseGet(() -> "%s %s".formatted(resource, name));
    }
}
