package dev.marina.apiserver.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.types.BuiltinTypes;
import dev.marina.api.GroupVersionKind;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Golden pairs: `x.input.yaml` becomes `x.output.yaml`, which is what Go's type writes after reading the input.
class SerialisedFormTest {

    private final SerialisedForm form = new SerialisedForm(BuiltinSchemas.load());

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "cluster-role", "node", "node-pool"})
    void emptyFieldsLeaveAndRequiredOnesAreWritten(String name) throws IOException {
        assertEquals(read(name + ".output.yaml"), brought(read(name + ".input.yaml")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deployment", "cluster-role", "node", "node-pool"})
    void aSecondTimeChangesNothing(String name) throws IOException {
        ObjectNode once = brought(read(name + ".input.yaml"));

        assertEquals(once, brought(once.deepCopy()));
    }

    /// A schema that refers to itself without end, or to a name that is not there, would show here.
    @Test
    void everyServedTypeHasAnEmptyForm() {
        for (ResourceDefinition definition : BuiltinTypes.management().definitions()) {
            ObjectNode empty = new YAMLMapper().createObjectNode();
            form.bring(empty, definition.schema());
            form.bring(empty, definition.schema());
        }
    }

    private ObjectNode brought(ObjectNode object) {
        GroupVersionKind kind = GroupVersionKind.of(object.path("apiVersion").asText(), object.path("kind").asText());
        form.bring(object, BuiltinTypes.management().find(kind).orElseThrow().schema());
        return object;
    }

    private static ObjectNode read(String file) throws IOException {
        try (InputStream in = SerialisedFormTest.class.getResourceAsStream(file)) {
            return (ObjectNode) new YAMLMapper().readTree(in);
        }
    }
}
