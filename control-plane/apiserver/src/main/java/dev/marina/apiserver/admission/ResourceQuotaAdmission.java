package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Keeps namespaces within their ResourceQuotas. Usage is counted from the view that the write is based on, and the new
/// usage is written with the object in one mutation that only holds if the quota is still at the version that was read: so
/// two writers cannot both take the last place.
/// https://kubernetes.io/docs/concepts/policy/resource-quotas/
final class ResourceQuotaAdmission implements AdmissionPlugin.Accounting {

    static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
    private static final Set<String> COUNTED = Set.of("pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas");

    @Override
    public String name() {
        return "ResourceQuota";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        boolean changesUsage = request.subresource().isEmpty() || request.is("pods") || request.subresource().equals("status") && request.resource().resource().equals("pods");
        return changesUsage && !request.namespace().isEmpty() && !request.resource().equals(QUOTAS) && hasQuota(request);
    }

    private static boolean hasQuota(AdmissionRequest request) {
        try (Stream<Stored> quotas = request.view().image().list(QUOTAS, request.namespace())) {
            return quotas.findAny().isPresent();
        }
    }

    @Override
    public Account account(AdmissionRequest request) {
        List<Mutation.Write> writes = new ArrayList<>();
        List<Mutation.Predicate> predicates = new ArrayList<>();
        try (Stream<Stored> quotas = request.view().image().list(QUOTAS, request.namespace())) {
            quotas.forEach(stored -> {
                Document quota = Document.parse(stored.bytes());
                Document counted = counted(quota, request);
                if (!Encoding.same(quota, counted)) {
                    writes.add(new Mutation.Put(stored.key(), Encoding.encode(counted),
                            new Fields(quota.uid(), quota.labels(), Map.of(), stored.fields().owners(), Set.of(), quota.terminating())));
                    predicates.add(new Mutation.VersionIs(stored.key(), stored.version()));
                }
            });
        }
        return new Account(writes, predicates);
    }

    /// The quota with its usage after the request. Throws `Forbidden` where a create or update takes more than is left.
    static Document counted(Document quota, AdmissionRequest request) {
        Map<String, String> hard = new TreeMap<>();
        quota.at("spec", "hard").properties().forEach(entry -> hard.put(entry.getKey(), entry.getValue().asText()));
        Map<String, ResourceAmount> before = new TreeMap<>();
        Map<String, ResourceAmount> after = new TreeMap<>();
        hard.keySet().forEach(resource -> {
            before.put(resource, used(resource, request, false));
            after.put(resource, used(resource, request, true));
        });
        refuseUnspecified(hard, request, quota.name());
        List<String> requested = new ArrayList<>();
        List<String> used = new ArrayList<>();
        List<String> limited = new ArrayList<>();
        after.forEach((resource, amount) -> {
            if (request.operation() != Operation.DELETE && amount.exceeds(before.get(resource)) && amount.exceeds(ResourceAmount.parseOrZero(hard.get(resource)))) {
                requested.add("%s=%s".formatted(resource, new ResourceAmount(amount.value().subtract(before.get(resource).value()))));
                used.add("%s=%s".formatted(resource, before.get(resource)));
                limited.add("%s=%s".formatted(resource, hard.get(resource)));
            }
        });
        if (!requested.isEmpty()) {
            throw StatusException.forbidden(request.resource(), request.name(), "exceeded quota: %s, requested: %s, used: %s, limited: %s".formatted(
                    quota.name(), String.join(",", requested), String.join(",", used), String.join(",", limited)));
        }
        return quota.edited(node -> {
            ObjectNode status = node.get("status") instanceof ObjectNode present ? present : node.putObject("status");
            status.set("hard", quota.at("spec", "hard"));
            ObjectNode usedNode = status.putObject("used");
            after.forEach((resource, amount) -> usedNode.put(resource, amount.toString()));
        });
    }

    /// What a quota counts, every container must name.
    private static void refuseUnspecified(Map<String, String> hard, AdmissionRequest request, String quota) {
        if (!request.creates("pods")) {
            return;
        }
        List<String> missing = new ArrayList<>();
        for (String resource : hard.keySet()) {
            String part = resource.startsWith("limits.") ? "limits" : "requests";
            String name = resource.substring(resource.indexOf('.') + 1);
            if (!name.equals("cpu") && !name.equals("memory")) {
                continue;
            }
            List<String> containers = request.object().at("spec", "containers").valueStream()
                    .filter(container -> container.path("resources").path(part).path(name).isMissingNode()).map(container -> container.path("name").asText()).toList();
            if (!containers.isEmpty()) {
                missing.add("%s for: %s".formatted(resource, String.join(",", containers)));
            }
        }
        if (!missing.isEmpty()) {
            throw StatusException.forbidden(request.resource(), request.name(), "failed quota: %s: must specify %s".formatted(quota, String.join("; ", missing)));
        }
    }

    private static ResourceAmount used(String resource, AdmissionRequest request, boolean after) {
        String plain = resource.startsWith("count/") ? resource.substring("count/".length()) : resource;
        boolean counts = resource.startsWith("count/") || COUNTED.contains(resource);
        GroupResource type = counts ? groupResource(plain) : new GroupResource("", plain.contains("storage") ? "persistentvolumeclaims" : "pods");
        ResourceAmount[] sum = {ResourceAmount.ZERO};
        boolean touches = after && request.resource().equals(type);
        try (Stream<Stored> all = request.view().image().list(type, request.namespace())) {
            all.filter(stored -> !stored.opaque() && !(touches && stored.key().name().equals(request.name())))
                    .forEach(stored -> sum[0] = sum[0].plus(amount(resource, counts, Document.parse(stored.bytes()))));
        }
        if (touches && request.operation() != Operation.DELETE) {
            sum[0] = sum[0].plus(amount(resource, counts, request.object()));
        }
        return sum[0];
    }

    private static GroupResource groupResource(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? new GroupResource("", text) : new GroupResource(text.substring(dot + 1), text.substring(0, dot));
    }

    private static ResourceAmount amount(String resource, boolean counts, Document object) {
        boolean ended = object.kind().equals("Pod") && Set.of("Succeeded", "Failed").contains(object.text("status", "phase"));
        if (ended) {
            return resource.equals("count/pods") ? ResourceAmount.of(1) : ResourceAmount.ZERO;
        }
        if (counts) {
            return ResourceAmount.of(1);
        }
        if (object.kind().equals("PersistentVolumeClaim")) {
            return ResourceAmount.parseOrZero(object.text("spec", "resources", "requests", "storage"));
        }
        String part = resource.startsWith("limits.") ? "limits" : "requests";
        String name = resource.substring(resource.indexOf('.') + 1);
        return ofPod(object, part, name);
    }

    /// The sum of the containers, or the largest init container where that is more.
    private static ResourceAmount ofPod(Document pod, String part, String name) {
        ResourceAmount sum = ResourceAmount.ZERO;
        for (JsonNode container : pod.at("spec", "containers")) {
            sum = sum.plus(ResourceAmount.parseOrZero(container.path("resources").path(part).path(name).asText("")));
        }
        for (JsonNode container : pod.at("spec", "initContainers")) {
            ResourceAmount one = ResourceAmount.parseOrZero(container.path("resources").path(part).path(name).asText(""));
            sum = one.exceeds(sum) ? one : sum;
        }
        return sum;
    }
}
