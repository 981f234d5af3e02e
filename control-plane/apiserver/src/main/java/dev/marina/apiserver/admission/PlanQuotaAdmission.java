package dev.marina.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.Encoding;
import dev.marina.model.PlanLimits;
import dev.marina.store.ClusterImage;
import dev.marina.store.Mutation;
import dev.marina.store.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Keeps tenants within their plans: clusters, backups, nodes, processors and memory in the management cluster, bytes of volumes and
/// snapshots over all clusters of the tenant. Writes of clusters, backups and node pools hold only if the plan is still at the version read, and bring
/// the plan a version of its own, so that two of them cannot both take the last place. Claims lie in other clusters than the
/// plan, where no mutation reaches both: they reserve what they take first.
public final class PlanQuotaAdmission implements AdmissionPlugin.Accounting {

    private static final String GROUP = "marina.dev";
    private static final GroupResource CLUSTERS = new GroupResource(GROUP, "clusters");
    private static final GroupResource NODE_POOLS = new GroupResource(GROUP, "nodepools");
    private static final GroupResource BACKUPS = new GroupResource(GROUP, "backups");
    private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");

    private final Tenants tenants;

    /// What lies outside of the request's own cluster.
    public interface Tenants {
        /// The tenant's plan; empty where there is none to keep to (the platform's own clusters).
        Optional<PlanLimits> plan(String tenant);

        /// Bytes that the claims of all the tenant's clusters ask for, or are about to, but for one claim.
        ResourceAmount claimedVolumes(String tenant, ObjectKey except);

        /// Takes so much for a claim that is about to be written; of several that ask at once none takes what another has. False
        /// when that would be more than the limit.
        boolean reserveVolume(String tenant, ObjectKey claim, ResourceAmount amount, ResourceAmount limit);
    }

    PlanQuotaAdmission(Tenants tenants) {
        this.tenants = tenants;
    }

    @Override
    public String name() {
        return "PlanQuota";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        if (request.operation() == AdmissionRequest.Operation.DELETE || !request.subresource().isEmpty() && !request.subresource().equals("scale")) {
            return false;
        }
        return request.resource().equals(CLUSTERS) || request.resource().equals(NODE_POOLS) || request.resource().equals(BACKUPS)
                || VolumeBytes.taken(request.resource());
    }

    @Override
    public Account account(AdmissionRequest request) {
        return VolumeBytes.taken(request.resource()) ? volumes(request) : nodes(request);
    }

    private Account volumes(AdmissionRequest request) {
        String tenant = request.view().record().tenant();
        Optional<PlanLimits> plan = tenants.plan(tenant);
        ClusterImage image = request.view().image();
        ResourceAmount asked = VolumeBytes.of(request.resource(), request.object(), image);
        ResourceAmount had = request.stored().map(stored -> VolumeBytes.of(request.resource(), stored, image)).orElse(ResourceAmount.ZERO);
        if (plan.isEmpty() || plan.get().volumes().isEmpty() || !asked.exceeds(had)) {
            return Account.NOTHING;
        }
        ObjectKey claim = new ObjectKey(request.view().cluster(), request.resource(), request.namespace(), request.name());
        Runnable check = () -> {
            ResourceAmount others = tenants.claimedVolumes(tenant, claim);
            check(request, "volumes", others.plus(asked), asked, others, plan.get().volumes());
        };
        check.run();
        return new Account(List.of(), List.of(), List.of(() -> {
            if (!tenants.reserveVolume(tenant, claim, asked, ResourceAmount.parseOrZero(plan.get().volumes()))) {
                check.run();
                throw StatusException.unavailable("the tenant's volumes are being counted, please try again");
            }
        }));
    }

    private static Account nodes(AdmissionRequest request) {
        boolean takes = request.resource().equals(NODE_POOLS) ? grows(request) : request.stored().isEmpty();
        if (!takes) {
            return Account.NOTHING;
        }
        ClusterImage image = request.view().image();
        ObjectKey key = new ObjectKey(request.view().cluster(), CONFIG_MAPS, request.namespace(), PlanLimits.NAME);
        Optional<Stored> stored = image.find(key);
        if (stored.isEmpty()) {
            throw StatusException.forbidden(request.resource(), request.name(), "tenant \"%s\" has no plan".formatted(request.namespace()));
        }
        Document configMap = Document.parse(stored.get().bytes());
        Map<String, String> data = new LinkedHashMap<>();
        configMap.at("data").properties().forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        PlanLimits plan = PlanLimits.of(data);
        boolean limited = counted(request, plan).map(limit -> !limit.isEmpty())
                .orElse(!(plan.nodes().isEmpty() && plan.cpu().isEmpty() && plan.memory().isEmpty()));
        if (!limited) {
            // Nothing to share: creations need not wait for each other.
            return Account.NOTHING;
        }
        counted(request, plan).ifPresentOrElse(limit -> {
            long others = count(image, request);
            check(request, request.resource().resource(), ResourceAmount.of(others + 1), ResourceAmount.of(1), ResourceAmount.of(others), limit);
        }, () -> pool(request, image, plan));
        Document touched = configMap.with(request.view().version().value(), "metadata", "generation");
        return new Account(List.of(new Mutation.Put(key, Encoding.encode(touched), stored.get().fields())),
                List.of(new Mutation.VersionIs(key, stored.get().version())));
    }

    /// How many of what is counted one by one there may be.
    private static Optional<String> counted(AdmissionRequest request, PlanLimits plan) {
        return request.resource().equals(NODE_POOLS)
                ? Optional.empty()
                : Optional.of(request.resource().equals(BACKUPS) ? plan.backups() : plan.clusters());
    }

    /// A pool that takes no more than before is never refused, whatever the plan says by now.
    private static boolean grows(AdmissionRequest request) {
        JsonNode spec = request.object().at("spec");
        long replicas = spec.path("replicas").asLong();
        if (request.stored().isEmpty()) {
            return true;
        }
        JsonNode before = request.stored().get().at("spec");
        return replicas > before.path("replicas").asLong() || replicas > 0 && (more(spec, before, "cpu") || more(spec, before, "memory"));
    }

    private static boolean more(JsonNode spec, JsonNode before, String resource) {
        return ResourceAmount.parseOrZero(spec.path(resource).asText("")).exceeds(ResourceAmount.parseOrZero(before.path(resource).asText("")));
    }

    private static long count(ClusterImage image, AdmissionRequest request) {
        try (Stream<Stored> all = image.list(request.resource(), request.namespace())) {
            return all.filter(stored -> !stored.key().name().equals(request.name())).count();
        }
    }

    private static void pool(AdmissionRequest request, ClusterImage image, PlanLimits plan) {
        long nodes = 0;
        ResourceAmount cpu = ResourceAmount.ZERO;
        ResourceAmount memory = ResourceAmount.ZERO;
        try (Stream<Stored> all = image.list(NODE_POOLS, request.namespace())) {
            for (Stored stored : (Iterable<Stored>) all.filter(stored -> !stored.key().name().equals(request.name()))::iterator) {
                JsonNode spec = Document.parse(stored.bytes()).at("spec");
                long replicas = spec.path("replicas").asLong();
                nodes += replicas;
                cpu = cpu.plus(ResourceAmount.parseOrZero(spec.path("cpu").asText("")).times(replicas));
                memory = memory.plus(ResourceAmount.parseOrZero(spec.path("memory").asText("")).times(replicas));
            }
        }
        JsonNode spec = request.object().at("spec");
        long replicas = spec.path("replicas").asLong();
        ResourceAmount askedCpu = ResourceAmount.parseOrZero(spec.path("cpu").asText("")).times(replicas);
        ResourceAmount askedMemory = ResourceAmount.parseOrZero(spec.path("memory").asText("")).times(replicas);
        check(request, "nodes", ResourceAmount.of(nodes + replicas), ResourceAmount.of(replicas), ResourceAmount.of(nodes), plan.nodes());
        check(request, "cpu", cpu.plus(askedCpu), askedCpu, cpu, plan.cpu());
        check(request, "memory", memory.plus(askedMemory), askedMemory, memory, plan.memory());
    }

    private static void check(AdmissionRequest request, String what, ResourceAmount total, ResourceAmount asked, ResourceAmount used, String limit) {
        if (!limit.isEmpty() && total.exceeds(ResourceAmount.parseOrZero(limit))) {
            throw StatusException.forbidden(request.resource(), request.name(), "exceeded quota: plan, requested: %s=%s, used: %s=%s, limited: %s=%s"
                    .formatted(what, asked, what, used, what, limit));
        }
    }
}
