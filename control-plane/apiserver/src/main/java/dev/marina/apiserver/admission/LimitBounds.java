package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.pod.PodResources;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Whether what somebody asks for lies within one entry of a LimitRange; says what does not, in upstream's words.
final class LimitBounds {

    private final String type;
    private final JsonNode limit;
    private final List<String> broken = new ArrayList<>();

    private LimitBounds(JsonNode limit) {
        this.limit = limit;
        this.type = limit.path("type").asText();
    }

    static List<String> broken(JsonNode limit, Document object) {
        LimitBounds bounds = new LimitBounds(limit);
        boolean pod = object.kind().equals("Pod");
        switch (bounds.type) {
            case "Container" -> {
                object.at("spec", "containers").forEach(bounds::container);
                object.at("spec", "initContainers").forEach(bounds::container);
            }
            case "Pod" -> {
                if (pod) {
                    bounds.check(ofPod(object, "requests"), ofPod(object, "limits"));
                }
            }
            case "PersistentVolumeClaim" -> {
                if (!pod) {
                    bounds.claim(amounts(object.at("spec", "resources", "requests")));
                }
            }
            default -> {
            }
        }
        return bounds.broken;
    }

    private void container(JsonNode container) {
        check(amounts(container.path("resources").path("requests")), amounts(container.path("resources").path("limits")));
    }

    private void check(Map<String, ResourceAmount> requests, Map<String, ResourceAmount> limits) {
        entries("min").forEach((resource, least) -> atLeast(resource, least, requests.get(resource), limits.get(resource)));
        entries("max").forEach((resource, most) -> atMost(resource, most, requests.get(resource), limits.get(resource)));
        entries("maxLimitRequestRatio").forEach((resource, ratio) -> ratio(resource, ratio, requests.get(resource), limits.get(resource)));
    }

    /// A claim has requests only.
    private void claim(Map<String, ResourceAmount> requests) {
        entries("min").forEach((resource, least) -> atLeast(resource, least, requests.get(resource), null));
        entries("max").forEach((resource, most) -> {
            ResourceAmount request = requests.get(resource);
            if (request == null) {
                add("maximum %s usage per %s is %s.  No request is specified", resource, type, most);
            } else if (request.exceeds(most)) {
                add("maximum %s usage per %s is %s, but request is %s", resource, type, most, request);
            }
        });
    }

    private void atLeast(String resource, ResourceAmount least, ResourceAmount request, ResourceAmount most) {
        if (request == null) {
            add("minimum %s usage per %s is %s.  No request is specified", resource, type, least);
        } else if (least.exceeds(request)) {
            add("minimum %s usage per %s is %s, but request is %s", resource, type, least, request);
        } else if (most != null && least.exceeds(most)) {
            add("minimum %s usage per %s is %s, but limit is %s", resource, type, least, most);
        }
    }

    private void atMost(String resource, ResourceAmount most, ResourceAmount request, ResourceAmount asked) {
        if (asked == null) {
            add("maximum %s usage per %s is %s.  No limit is specified", resource, type, most);
        } else if (asked.exceeds(most)) {
            add("maximum %s usage per %s is %s, but limit is %s", resource, type, most, asked);
        } else if (request != null && request.exceeds(most)) {
            add("maximum %s usage per %s is %s, but request is %s", resource, type, most, request);
        }
    }

    private void ratio(String resource, ResourceAmount most, ResourceAmount request, ResourceAmount asked) {
        if (request == null || request.value().signum() == 0) {
            add("%s max limit to request ratio per %s is %s, but no request is specified or request is 0", resource, type, most);
        } else if (asked == null || asked.value().signum() == 0) {
            add("%s max limit to request ratio per %s is %s, but no limit is specified or limit is 0", resource, type, most);
        } else {
            ResourceAmount ratio = new ResourceAmount(asked.value().divide(request.value(), MathContext.DECIMAL64));
            if (ratio.exceeds(most)) {
                add("%s max limit to request ratio per %s is %s, but provided ratio is %.6f", resource, type, most, ratio.value());
            }
        }
    }

    private void add(String message, Object... parts) {
        broken.add(String.format(Locale.ROOT, message, parts));
    }

    private Map<String, ResourceAmount> entries(String field) {
        return amounts(limit.path(field));
    }

    private static Map<String, ResourceAmount> amounts(JsonNode node) {
        Map<String, ResourceAmount> amounts = new TreeMap<>();
        node.properties().forEach(entry -> amounts.put(entry.getKey(), ResourceAmount.parseOrZero(entry.getValue().asText())));
        return amounts;
    }

    private static Map<String, ResourceAmount> ofPod(Document pod, String part) {
        Map<String, ResourceAmount> amounts = new TreeMap<>();
        PodResources.ofContainers(pod, part).forEach((resource, amount) -> amounts.put(resource, new ResourceAmount(amount)));
        return amounts;
    }
}
