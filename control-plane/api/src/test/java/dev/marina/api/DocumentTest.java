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
}
