package dev.marina.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an autoscaler sees and wants: `cpu: 10%/80%, memory: <unknown>/100Mi + 1 more...`. formatHPAMetrics in
/// pkg/printers/internalversion/printers.go
public final class MetricTargets {

    private static final int SHOWN = 2;

    private MetricTargets() {}

    public static String text(Document autoscaler) {
        JsonNode metrics = autoscaler.at("spec", "metrics");
        if (metrics.isMissingNode() && autoscaler.has("spec", "targetCPUUtilizationPercentage")) {
            JsonNode current = autoscaler.at("status", "currentCPUUtilizationPercentage");
            return "cpu: %s/%d%%".formatted(current.isNumber() ? current.asInt() + "%" : "<unknown>",
                    autoscaler.at("spec", "targetCPUUtilizationPercentage").asInt());
        }
        if (metrics.isEmpty()) {
            return "<none>";
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Math.min(SHOWN, metrics.size()); i++) {
            texts.add(metric(metrics.get(i), autoscaler.at("status", "currentMetrics").path(i)));
        }
        return String.join(", ", texts) + (metrics.size() > SHOWN ? " + %d more...".formatted(metrics.size() - SHOWN) : "");
    }

    private static String metric(JsonNode wanted, JsonNode seen) {
        String type = wanted.path("type").asText();
        String field = type.isEmpty() ? "" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        JsonNode target = wanted.path(field).path("target");
        JsonNode current = seen.path(field).path("current");
        boolean resource = type.equals("Resource") || type.equals("ContainerResource");
        String prefix = resource ? wanted.path(field).path("name").asText() + ": " : "";
        if (target.has("averageUtilization")) {
            JsonNode utilization = current.path("averageUtilization");
            return prefix + (utilization.isNumber() ? utilization.asInt() + "%" : "<unknown>") + "/" + target.path("averageUtilization").asInt() + "%";
        }
        boolean average = target.has("averageValue");
        String value = average ? "averageValue" : "value";
        String suffix = average && !resource && !type.equals("Pods") ? " (avg)" : "";
        return prefix + current.path(value).asText("<unknown>") + "/" + target.path(value).asText("<auto>") + suffix;
    }
}
