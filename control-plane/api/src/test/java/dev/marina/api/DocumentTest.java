package dev.marina.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DocumentTest {

    @Test
    void whatThisProcessWroteIsReadWhenSomebodyLooks() {
        byte[] json = "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"web\"}}".getBytes(StandardCharsets.UTF_8);

        Document written = Document.written(json);

        assertSame(json, written.bytes());
        assertEquals(Document.parse(json), written);
        assertEquals("db", written.edited(root -> root.withObjectProperty("metadata").put("name", "db")).name());
        assertEquals("web", written.name());
        assertSame(json, written.bytes());
    }

    @Test
    void aCopyWithAnotherValueHasAllTheRestAndTheFirstStaysAsItWas() {
        String json = "{\"metadata\":{\"name\":\"web\",\"labels\":{\"a\":\"1\",\"b\":\"2\"}},\"spec\":{\"nodeName\":\"n1\"}}";
        Document first = Document.parse(json.getBytes(StandardCharsets.UTF_8));

        Document with = first.with("3", "metadata", "labels", "a").with("x", "status", "phase");
        Document without = first.without("metadata", "labels", "a").without("spec");
        Document edited = with.edited(root -> root.withObjectProperty("spec").put("nodeName", "n2"));

        assertEquals("{\"metadata\":{\"name\":\"web\",\"labels\":{\"a\":\"3\",\"b\":\"2\"}},\"spec\":{\"nodeName\":\"n1\"},\"status\":{\"phase\":\"x\"}}",
                with.root().toString());
        assertEquals("{\"metadata\":{\"name\":\"web\",\"labels\":{\"b\":\"2\"}}}", without.root().toString());
        assertEquals("n2", edited.text("spec", "nodeName"));
        assertEquals(json, first.root().toString(), "what is shared is changed by nobody");
        assertEquals("n1", with.text("spec", "nodeName"));
    }
}
