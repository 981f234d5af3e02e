package dev.marina.apiserver.types.autoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HorizontalPodAutoscalerV1TypeTest {

    private static final ResourceDefinition V1 = HorizontalPodAutoscalerV1Type.DEFINITION;

    @Test
    void everythingSurvivesTheOlderFace() {
        Document stored = Document.parse("""
                {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"web"},"spec":{"maxReplicas":3,"metrics":[
                {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}},
                {"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}}],
                "behavior":{"scaleDown":{"selectPolicy":"Disabled"}}},
                "status":{"currentReplicas":1,"currentMetrics":[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":7}}}],
                "conditions":[{"type":"AbleToScale","status":"True"}]}}""".getBytes(StandardCharsets.UTF_8));

        Document older = V1.fromStored(stored);

        assertEquals(50, older.at("spec", "targetCPUUtilizationPercentage").asInt());
        assertEquals(7, older.at("status", "currentCPUUtilizationPercentage").asInt());
        assertEquals(stored, V1.toStored(older));
    }
}
