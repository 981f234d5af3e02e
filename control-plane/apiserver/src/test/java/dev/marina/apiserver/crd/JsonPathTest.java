package dev.marina.apiserver.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.marina.apiserver.structural.Yaml;
import org.junit.jupiter.api.Test;

class JsonPathTest {

    private static final JsonNode OBJECT = Yaml.node("""
            spec: {size: 3, list: [a, b, c], dotted.name: x}
            status: {conditions: [{type: A, status: 'no', n: 1}, {type: Ready, status: 'True', n: 2}]}
            """);

    private static String first(String path) {
        return JsonPath.parse(path).first(OBJECT).map(JsonNode::asText).orElse("none");
    }

    @Test
    void namesIndexesAndFiltersLeadToAValue() {
        assertEquals("3", first(".spec.size"));
        assertEquals("none", first(".spec.other"));
        assertEquals("b", first(".spec.list[1]"));
        assertEquals("c", first(".spec.list[-1]"));
        assertEquals("b", first(".spec.list[1:]"));
        assertEquals("a", first(".spec.list[*]"));
        assertEquals("x", first(".spec['dotted.name']"));
        assertEquals("x", first(".spec.dotted\\.name"));
        assertEquals("True", first(".status.conditions[?(@.type==\"Ready\")].status"));
        assertEquals("True", first(".status.conditions[?(@.n > 1)].status"));
        assertEquals("no", first("..conditions[0].status"));
    }

    @Test
    void whatCannotBeReadIsSaid() {
        assertThrows(IllegalArgumentException.class, () -> JsonPath.parse(".a[?(b)]"));
        assertThrows(IllegalArgumentException.class, () -> JsonPath.parse(".a[0"));
    }

    @Test
    void aPathThatDescendsAgainAndAgainEnds() {
        ArrayNode deep = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 200; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep).add(i);
        }
        // Without a bound this would be looked at for days.
        assertTrue(JsonPath.parse("..*..*..*..*..nothing").first(deep).isEmpty());
    }
}
