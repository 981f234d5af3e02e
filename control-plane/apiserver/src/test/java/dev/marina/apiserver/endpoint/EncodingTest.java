package dev.marina.apiserver.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EncodingTest {

    private static Document parse(String text) {
        return Document.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void managedFieldsFollowTheVersionAndComeBackAsTheyWere() {
        String managed = "[{\"manager\":\"a\\\"]\",\"fieldsV1\":{\"k:{\\\"name\\\":\\\"]}\\\"}\":{}}}]";
        Document object = parse(
                "{\"kind\":\"K\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n\",\"managedFields\":%s},\"data\":{\"x\":\"y\"}}".formatted(managed));
        byte[] stored = Encoding.encode(object).withVersion(7);

        assertEquals(
                "{\"apiVersion\":\"v1\",\"kind\":\"K\",\"metadata\":{\"resourceVersion\":\"7\",\"managedFields\":%s,\"name\":\"n\"},\"data\":{\"x\":\"y\"}}"
                        .formatted(managed),
                text(stored));
        Encoding.Parts parts = Encoding.decode(stored);
        assertEquals(managed, text(parts.managedFields()));
        assertEquals(object.without("metadata", "managedFields").with("7", "metadata", "resourceVersion"), parts.document());
        assertEquals(text(stored), text(Encoding.encode(parts.document(), parts.managedFields()).withVersion(7)));
    }

    @Test
    void whatHasNoneIsReadAsItIs() {
        for (String text : new String[] {"{\"apiVersion\":\"v1\",\"kind\":\"K\",\"metadata\":{\"resourceVersion\":\"7\",\"name\":\"n\"}}", "{\"metadata\":{}}",
                "{\"apiVersion\":\"v1\",\"kind\":\"K\",\"metadata\":{\"resourceVersion\":\"7\"}}"}) {
            Encoding.Parts parts = Encoding.decode(text.getBytes(StandardCharsets.UTF_8));
            assertEquals(parse(text), parts.document());
            assertEquals(0, parts.managedFields().length);
        }
    }
}
