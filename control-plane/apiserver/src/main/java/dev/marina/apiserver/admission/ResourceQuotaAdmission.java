package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import dev.marina.api.quota.QuotaScopes;
import dev.marina.api.quota.QuotaUsage;
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.store.Fields;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Keeps namespaces within their ResourceQuotas. Usage is counted from the view that the write is based on, and the new
/// usage is written with the object in one mutation that only holds if the quota is still at the version that was read: so
/// two writers cannot both take the last place.
/// https://kubernetes.io/docs/concepts/policy/resource-quotas/
final class ResourceQuotaAdmission implements AdmissionPlugin.Accounting {

    static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
    /// Where a quota limits one of these, containers have to say it. Upstream's list, and no longer one.
    private static final Set<String> NAMED = Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    @Override
    public String name() {
        return "ResourceQuota";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        boolean changesUsage = request.subresource().isEmpty()
                || Set.of("status", "resize").contains(request.subresource()) && request.resource().resource().equals("pods");
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
        Map<String, BigDecimal> before = QuotaUsage.of(quota, new Present(request));
        Map<String, BigDecimal> after = QuotaUsage.of(quota, new Afterwards(request));
        refuseUnspecified(quota, request);
        List<String> requested = new ArrayList<>();
        List<String> used = new ArrayList<>();
        List<String> limited = new ArrayList<>();
        after.forEach((resource, amount) -> {
            String hard = quota.text("spec", "hard", resource);
            BigDecimal had = before.get(resource);
            if (request.operation() != Operation.DELETE && amount.compareTo(had) > 0 && new ResourceAmount(amount).exceeds(ResourceAmount.parseOrZero(hard))) {
                requested.add("%s=%s".formatted(resource, new ResourceAmount(amount.subtract(had))));
                used.add("%s=%s".formatted(resource, new ResourceAmount(had)));
                limited.add("%s=%s".formatted(resource, hard));
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
            after.forEach((resource, amount) -> usedNode.put(resource, new ResourceAmount(amount).toString()));
        });
    }

    /// What a quota counts, every container of a pod in its scope must name, unless the pod says it for them.
    private static void refuseUnspecified(Document quota, AdmissionRequest request) {
        boolean said = Stream.of("requests", "limits").anyMatch(part -> !request.object().at("spec", "resources", part).isEmpty());
        if (!request.creates("pods") || said || !new QuotaScopes(quota).take(request.object())) {
            return;
        }
        List<String> missing = new ArrayList<>();
        for (String resource : new TreeSet<>(quota.at("spec", "hard").properties().stream().map(Map.Entry::getKey).toList())) {
            if (!NAMED.contains(resource)) {
                continue;
            }
            String part = resource.startsWith("limits.") ? "limits" : "requests";
            String name = resource.substring(resource.indexOf('.') + 1);
            List<String> containers = Stream.of("containers", "initContainers").flatMap(list -> request.object().at("spec", list).valueStream())
                    .filter(container -> container.path("resources").path(part).path(name).isMissingNode()).map(container -> container.path("name").asText())
                    .sorted().toList();
            if (!containers.isEmpty()) {
                missing.add("%s for: %s".formatted(resource, String.join(",", containers)));
            }
        }
        if (!missing.isEmpty()) {
            throw StatusException.forbidden(request.resource(), request.name(),
                    "failed quota: %s: must specify %s".formatted(quota.name(), String.join("; ", missing)));
        }
    }

    /// The namespace as it is.
    private record Present(AdmissionRequest request) implements QuotaUsage.Objects {

        @Override
        public long count(GroupResource type) {
            return count(request, type);
        }

        @Override
        public List<Document> list(GroupResource type) {
            return list(request, type, _ -> true);
        }

        @Override
        public List<Document> all(GroupResource type) {
            return list(request, type, "", _ -> true);
        }

        private static long count(AdmissionRequest request, GroupResource type) {
            try (Stream<Stored> all = request.view().image().list(type, request.namespace())) {
                return all.count();
            }
        }

        private static List<Document> list(AdmissionRequest request, GroupResource type, Predicate<Stored> which) {
            return list(request, type, request.namespace(), which);
        }

        private static List<Document> list(AdmissionRequest request, GroupResource type, String namespace, Predicate<Stored> which) {
            try (Stream<Stored> all = request.view().image().list(type, namespace)) {
                return all.filter(stored -> !stored.opaque() && which.test(stored)).map(stored -> Document.parse(stored.bytes())).toList();
            }
        }
    }

    /// The namespace as it will be.
    private record Afterwards(AdmissionRequest request) implements QuotaUsage.Objects {

        @Override
        public long count(GroupResource type) {
            long difference = !request.resource().equals(type)
                    ? 0
                    : request.operation() == Operation.CREATE ? 1 : request.operation() == Operation.DELETE ? -1 : 0;
            return Present.count(request, type) + difference;
        }

        @Override
        public List<Document> all(GroupResource type) {
            return new Present(request).all(type);
        }

        @Override
        public List<Document> list(GroupResource type) {
            if (!request.resource().equals(type)) {
                return Present.list(request, type, _ -> true);
            }
            List<Document> objects = new ArrayList<>(Present.list(request, type, stored -> !stored.key().name().equals(request.name())));
            if (request.operation() != Operation.DELETE) {
                objects.add(request.object());
            }
            return objects;
        }
    }
}
