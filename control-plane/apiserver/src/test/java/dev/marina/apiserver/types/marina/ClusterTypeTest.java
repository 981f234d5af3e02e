package dev.marina.apiserver.types.marina;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterTypeTest {

    private static List<String> finalizers(String metadata) {
        String cluster = "{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Cluster\",\"metadata\":%s}".formatted(metadata);
        return new ClusterType().prepareForCreate(Document.parse(cluster.getBytes(StandardCharsets.UTF_8))).finalizers();
    }

    @Test
    void it_is_held_from_the_first_and_once() {
        assertEquals(List.of("marina.dev/cluster"), finalizers("{\"name\":\"a\"}"));
        assertEquals(List.of("example.org/mine", "marina.dev/cluster"), finalizers("{\"name\":\"a\",\"finalizers\":[\"example.org/mine\"]}"));
        assertEquals(List.of("marina.dev/cluster"), finalizers("{\"name\":\"a\",\"finalizers\":[\"marina.dev/cluster\"]}"));
    }
}
