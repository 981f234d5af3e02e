package dev.marina.apiserver.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.BuiltinTypes;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class DefinitionKeyTest {

    private static final ResourceDefinition PODS = BuiltinTypes.tenant().definitions().stream().filter(each -> each.resource().resource().equals("pods"))
            .findFirst().orElseThrow();

    private static ResourceDefinition copy() {
        return new ResourceDefinition(PODS.resource(), PODS.names(), PODS.nameRule(), PODS.scope(), PODS.verbs(), PODS.subresources(), PODS.schema(),
                PODS.strategy(), PODS.columns(), PODS.storage(), PODS.definedBy());
    }

    @Test
    void aDefinitionIsToldByIdentity() {
        assertEquals(new DefinitionKey(PODS), new DefinitionKey(PODS));
        assertEquals(new DefinitionKey(PODS).hashCode(), new DefinitionKey(PODS).hashCode());
        assertNotEquals(new DefinitionKey(PODS), new DefinitionKey(copy()));
    }

    @Test
    void whoKeepsTheKeyKeepsNoDefinition() {
        ResourceDefinition definition = copy();
        WeakReference<ResourceDefinition> there = new WeakReference<>(definition);
        DefinitionKey key = new DefinitionKey(definition);
        definition = null;
        for (int i = 0; i < 100 && there.get() != null; i++) {
            System.gc();
        }

        assertTrue(there.refersTo(null));
        assertEquals(key, key);
    }
}
