package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What HTTPProxies are told: the status that each is to have (internal/status/proxystatus.go in Contour).
final class ProxyReports {

    private static final String TYPE = "Valid";

    private ProxyReports() {}

    /// Of those whose status is not what it shall be.
    ///
    /// @param addresses at which the entrance answers
    static Map<GatewayObject, ObjectNode> of(ProxyPlan plan, List<String> addresses, Instant now) {
        Map<GatewayObject, ObjectNode> all = new LinkedHashMap<>();
        plan.conditions().forEach((proxy, condition) -> {
            ObjectNode status = status(proxy, condition, addresses, now.truncatedTo(ChronoUnit.SECONDS).toString());
            if (!status.equals(proxy.status())) {
                all.put(proxy, status);
            }
        });
        return all;
    }

    private static ObjectNode status(GatewayObject proxy, ProxyCondition condition, List<String> addresses, String now) {
        ObjectNode status = Document.mapper().createObjectNode();
        ArrayNode conditions = status.putArray("conditions");
        JsonNode before = proxy.status().path("conditions");
        // Others may have conditions of their own there.
        before.valueStream().filter(each -> !each.path("type").asText().equals(TYPE)).forEach(conditions::add);
        String word = condition.valid() ? "True" : "False";
        String since = before.valueStream().filter(each -> each.path("type").asText().equals(TYPE) && each.path("status").asText().equals(word))
                .map(each -> each.path("lastTransitionTime").asText()).filter(text -> !text.isEmpty()).findFirst().orElse(now);
        ObjectNode valid = conditions.addObject();
        findings(valid, "errors", condition.errors());
        valid.put("lastTransitionTime", since).put("message", condition.message()).put("observedGeneration", (int) proxy.generation())
                .put("reason", condition.reason()).put("status", word).put("type", TYPE);
        findings(valid, "warnings", condition.warnings());
        status.put("currentStatus", condition.currentStatus()).put("description", condition.description());
        ArrayNode points = status.putObject("loadBalancer").putArray("ingress");
        addresses.forEach(address -> points.addObject().put("ip", address));
        return status;
    }

    private static void findings(ObjectNode condition, String field, List<ProxyCondition.Finding> findings) {
        if (!findings.isEmpty()) {
            ArrayNode all = condition.putArray(field);
            findings.forEach(
                    each -> all.addObject().put("message", each.message()).put("reason", each.reason()).put("status", "True").put("type", each.type()));
        }
    }
}
