package dev.marina.console.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsageTest {

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void aPodIsItsContainersAWorkloadItsPodsANodeItself() throws Exception {
        String container = "{\"name\":\"main\",\"usage\":{\"cpu\":\"250000000n\",\"memory\":\"1Ki\"}}";

        Usage pod = Usage.of(json("{\"containers\":[%s]}".formatted(container)), Instant.EPOCH);
        assertEquals("{\"main\":0.25}", pod.cores().toString());
        assertEquals("{\"main\":1024.0}", pod.bytes().toString());
        assertEquals("{\"a\":0.5}",
                Usage.of(json("{\"items\":[{\"metadata\":{\"name\":\"a\"},\"containers\":[%s,%s]}]}".formatted(container, container)), Instant.EPOCH).cores()
                        .toString());
        assertEquals("{\"n1\":1.5}",
                Usage.of(json("{\"metadata\":{\"name\":\"n1\"},\"usage\":{\"cpu\":\"1500m\",\"memory\":\"0\"}}"), Instant.EPOCH).cores().toString());
    }

    @Test
    void whatUsesNothingByItselfHasNoFigures() throws Exception {
        JsonNode object = json("{\"metadata\":{\"namespace\":\"shop\",\"name\":\"web\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"a b\"}}}}");

        assertEquals("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/web", Usage.path(new KindRef("", "v1", "pods"), object).orElseThrow());
        assertEquals("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods?labelSelector=app%3Da+b",
                Usage.path(new KindRef("apps", "v1", "deployments"), object).orElseThrow());
        assertTrue(Usage.path(new KindRef("", "v1", "configmaps"), object).isEmpty());
    }
}
