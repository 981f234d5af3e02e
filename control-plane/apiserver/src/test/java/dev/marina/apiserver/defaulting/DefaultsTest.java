package dev.marina.apiserver.defaulting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.marina.api.Document;
import dev.marina.apiserver.types.BuiltinTypes;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Golden pairs: `x.input.yaml` becomes `x.output.yaml`.
class DefaultsTest {

    @ParameterizedTest
    @ValueSource(strings = {"pod", "deployment", "service-node-port", "storage-class", "role-binding", "job", "cron-job", "stateful-set", "daemon-set",
            "autoscaler", "application", "add-on"})
    void whatWasLeftOutIsFilledIn(String name) throws IOException {
        assertEquals(read(name + ".output.yaml"), defaulted(read(name + ".input.yaml")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod", "deployment", "service-node-port", "storage-class", "role-binding", "job", "cron-job", "stateful-set", "daemon-set",
            "autoscaler", "application", "add-on"})
    void aSecondTimeChangesNothing(String name) throws IOException {
        Document once = defaulted(read(name + ".input.yaml"));

        assertEquals(once, defaulted(once));
    }

    private static Document defaulted(Document object) {
        return BuiltinTypes.tenant().find(object.groupVersionKind()).orElseThrow().strategy().defaulted(object);
    }

    private static Document read(String file) throws IOException {
        try (InputStream in = DefaultsTest.class.getResourceAsStream(file)) {
            return Document.parse(Document.mapper().writeValueAsBytes((ObjectNode) new YAMLMapper().readTree(in)));
        }
    }
}
