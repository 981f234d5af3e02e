package dev.marina.apiserver.explanation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    private final ArrayNode fields = Document.mapper().createArrayNode();

    private static ObjectNode json(String text) {
        return Document.parse(text.getBytes(StandardCharsets.UTF_8)).root();
    }

    @Test
    void fieldsThatCameWentAndChangedAreNamed() {
        assertTrue(Difference.of(json("{\"a\":1,\"b\":{\"c\":[1,2]},\"e\":true}"), json("{\"a\":2,\"b\":{\"c\":[1,3],\"d\":\"new\"}}"), fields, false));
        assertEquals("""
                [{"path":"a","before":1,"after":2},{"path":"b.c[1]","before":2,"after":3},{"path":"b.d","after":"new"},{"path":"e","before":true}]""",
                fields.toString());
    }

    @Test
    void whatEveryWriteChangesIsLeftOut() {
        Difference.of(json("{\"metadata\":{\"resourceVersion\":\"1\",\"managedFields\":[1],\"name\":\"a\"}}"),
                json("{\"metadata\":{\"resourceVersion\":\"2\",\"managedFields\":[2],\"name\":\"a\"}}"), fields, false);
        assertEquals("[]", fields.toString());
    }

    @Test
    void itIsBoundedAndSaysSo() {
        ObjectNode many = Document.mapper().createObjectNode();
        for (int i = 0; i <= Difference.MOST_FIELDS; i++) {
            many.put("f" + i, "x".repeat(2000));
        }
        assertFalse(Difference.of(json("{}"), many, fields, false));
        assertEquals(Difference.MOST_FIELDS, fields.size());
        assertTrue(fields.get(0).path("after").asText().length() < 1000);
    }

    @Test
    void valuesThatAreNotToldAreNot() {
        Difference.of(json("{\"data\":{\"a\":\"secret\"}}"), json("{\"data\":{\"a\":\"other\"}}"), fields, true);
        assertEquals("[{\"path\":\"data.a\",\"before\":\"***\",\"after\":\"***\"}]", fields.toString());
    }
}
