package dev.marina.apiserver.endpoint;

import dev.marina.apiserver.registry.ResourceDefinition;
import java.lang.ref.WeakReference;

/// A type's definition as part of a key: told by identity, and not kept by who keeps the key. The one before a change may hold the whole
/// of a tenant's custom type, which nobody counts.
final class DefinitionKey {

    private final WeakReference<ResourceDefinition> definition;
    private final int hash;

    DefinitionKey(ResourceDefinition definition) {
        this.definition = new WeakReference<>(definition);
        this.hash = System.identityHashCode(definition);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof DefinitionKey key && definition.get() != null && definition.refersTo(key.definition.get());
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
