package dev.marina.store.seal;

import dev.marina.api.GroupResource;
import java.util.Set;

/// What is sealed, and by whom data keys are wrapped.
///
/// @param types whose objects are sealed; the secrets of clusters' records always are
public record Sealing(KeyEncryption keys, Set<GroupResource> types) {

    /// What is sealed unless settings say otherwise.
    public static final Set<GroupResource> SECRETS = Set.of(new GroupResource("", "secrets"));

    public Sealing {
        types = Set.copyOf(types);
    }
}
