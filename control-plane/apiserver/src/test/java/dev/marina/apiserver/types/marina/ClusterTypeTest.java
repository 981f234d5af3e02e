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

    private static List<String> refused(String network) {
        Document cluster = new ClusterType().defaulted(Document.parse("{\"apiVersion\":\"marina.dev/v1\",\"kind\":\"Cluster\",\"spec\":{\"network\":%s}}"
                .formatted(network).getBytes(StandardCharsets.UTF_8)));
        List<String> created = new ClusterType().validateCreate(cluster).stream().map(error -> error.field() + ": " + error.message()).toList();
        assertEquals(created, new ClusterType().validateUpdate(cluster, cluster).stream().map(error -> error.field() + ": " + error.message()).toList());
        return created;
    }

    @Test
    void a_back_end_is_one_that_there_is_and_a_reflector_belongs_to_bgp() {
        assertEquals(List.of(), refused("{\"backend\":\"host-gw\"}"));
        assertEquals(List.of(), refused("{\"backend\":\"bgp\",\"bgp\":{\"reflector\":true}}"));
        assertEquals(
                List.of("spec.network.backend: Unsupported value: \"geneve\": supported values: \"bgp\", \"host-gw\", \"ipip\", \"vxlan\", \"vxlan-direct\""),
                refused("{\"backend\":\"geneve\"}"));
        assertEquals(List.of("spec.network.bgp: Forbidden: only the back end bgp has it; spec.network.backend is vxlan"), refused("{\"bgp\":{}}"));
    }
}
