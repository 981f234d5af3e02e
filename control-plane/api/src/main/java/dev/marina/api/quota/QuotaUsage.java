package dev.marina.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.Quantities;
import dev.marina.api.pod.PodResources;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How much of what a quota limits its namespace uses.
public final class QuotaUsage {

    private static final String CLASS_SUFFIX = ".storageclass.storage.k8s.io/";
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final Set<String> COUNTED = Set.of("services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers",
            "resourcequotas");

    private QuotaUsage() {}

    /// The namespace's objects.
    public interface Objects {
        long count(GroupResource type);

        List<Document> list(GroupResource type);

        /// Of a type whose objects are in no namespace.
        List<Document> all(GroupResource type);
    }

    /// Usage by the names in `spec.hard`.
    public static Map<String, BigDecimal> of(Document quota, Objects objects) {
        QuotaScopes scopes = new QuotaScopes(quota);
        Map<GroupResource, List<Document>> inScope = new HashMap<>();
        Map<String, BigDecimal> used = new TreeMap<>();
        for (Map.Entry<String, JsonNode> hard : quota.at("spec", "hard").properties()) {
            String resource = hard.getKey();
            GroupResource type = typeOf(resource);
            boolean plainCount = scopes.none() && (resource.startsWith("count/") || COUNTED.contains(resource));
            used.put(resource, plainCount
                    ? BigDecimal.valueOf(objects.count(type))
                    : inScope.computeIfAbsent(type, _ -> objects.list(type).stream().filter(scopes::take).toList()).stream()
                            .map(object -> amount(resource, object)).reduce(BigDecimal.ZERO, BigDecimal::add)
                            .add(scopes.none() && ExtendedDevices.counts(resource) ? new ExtendedDevices(objects).of(resource) : BigDecimal.ZERO));
        }
        return used;
    }

    /// The type whose objects take of a resource.
    public static GroupResource typeOf(String resource) {
        if (resource.startsWith("count/")) {
            String text = resource.substring("count/".length());
            int dot = text.indexOf('.');
            return dot < 0 ? new GroupResource("", text) : new GroupResource(text.substring(dot + 1), text.substring(0, dot));
        }
        if (resource.startsWith("services.")) {
            return SERVICES;
        }
        if (resource.equals("requests.storage") || resource.contains(CLASS_SUFFIX)) {
            return CLAIMS;
        }
        if (ClaimedDevices.counts(resource)) {
            return ClaimedDevices.TYPE;
        }
        return COUNTED.contains(resource) ? new GroupResource("", resource) : PODS;
    }

    /// What one object of that type takes.
    private static BigDecimal amount(String resource, Document object) {
        if (resource.startsWith("count/") || COUNTED.contains(resource)) {
            return BigDecimal.ONE;
        }
        return switch (object.kind()) {
            case "Service" -> ofService(resource, object);
            case "PersistentVolumeClaim" -> ofClaim(resource, object);
            case "ResourceClaim" -> ClaimedDevices.of(resource, object);
            default -> ofPod(resource, object);
        };
    }

    private static BigDecimal ofService(String resource, Document service) {
        String type = service.text("spec", "type");
        boolean balanced = type.equals("LoadBalancer");
        boolean nodePorts = type.equals("NodePort") || balanced && service.at("spec", "allocateLoadBalancerNodePorts").asBoolean(true);
        return switch (resource) {
            case "services.loadbalancers" -> balanced ? BigDecimal.ONE : BigDecimal.ZERO;
            case "services.nodeports" -> nodePorts ? BigDecimal.valueOf(service.at("spec", "ports").size()) : BigDecimal.ZERO;
            default -> BigDecimal.ZERO;
        };
    }

    private static BigDecimal ofClaim(String resource, Document claim) {
        int suffix = resource.indexOf(CLASS_SUFFIX);
        if (suffix >= 0 && !claim.text("spec", "storageClassName").equals(resource.substring(0, suffix))) {
            return BigDecimal.ZERO;
        }
        if (resource.endsWith("persistentvolumeclaims")) {
            return BigDecimal.ONE;
        }
        // what is being expanded to and cannot be taken back
        return quantity(claim.text("spec", "resources", "requests", "storage")).max(quantity(claim.text("status", "allocatedResources", "storage")));
    }

    /// Pods that ended use nothing.
    static BigDecimal ofPod(String resource, Document pod) {
        if (Set.of("Succeeded", "Failed").contains(pod.text("status", "phase"))) {
            return BigDecimal.ZERO;
        }
        if (resource.equals("pods")) {
            return BigDecimal.ONE;
        }
        boolean limits = resource.startsWith("limits.");
        String name = resource.startsWith("requests.") || limits ? resource.substring(resource.indexOf('.') + 1) : resource;
        return PodResources.of(pod, limits ? "limits" : "requests").getOrDefault(name, BigDecimal.ZERO);
    }

    private static BigDecimal quantity(String text) {
        return Quantities.valid(text) ? Quantities.value(text) : BigDecimal.ZERO;
    }
}
