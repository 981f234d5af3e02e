package dev.marina.apiserver.structural;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class DefaultingTest {

    private static final Structural SCHEMA = Yaml.schema("""
            type: object
            properties:
              size: {type: integer, default: 2}
              maybe: {type: string, nullable: true, default: x}
              plain: {type: string}
              inner: {type: object, default: {}, properties: {a: {type: string, default: b}}}
              list: {type: array, items: {type: object, properties: {a: {type: string, default: b}}}}
              map: {type: object, additionalProperties: {type: object, properties: {a: {type: string, default: b}}}}
            """);

    private static JsonNode filled(String yaml) {
        JsonNode node = Yaml.node(yaml);
        Defaulting.fill(node, SCHEMA);
        return node;
    }

    @Test
    void whatIsMissingIsFilledInToAnyDepth() {
        assertEquals(Yaml.node("{size: 2, maybe: x, inner: {a: b}, list: [{a: b}, {a: c}], map: {k: {a: b}}}"), filled("{list: [{}, {a: c}], map: {k: {}}}"));
    }

    @Test
    void aNullThatMayNotBeIsMissingAndOneThatMayStays() {
        assertEquals(Yaml.node("{size: 2, maybe: null, inner: {a: b}}"), filled("{size: null, maybe: null, plain: null}"));
    }

    @Test
    void aSecondTimeChangesNothing() {
        JsonNode once = filled("{}");
        JsonNode twice = once.deepCopy();
        Defaulting.fill(twice, SCHEMA);
        assertEquals(once, twice);
    }
}
