package dev.marina.scheduler.devices;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.resourceclaim.PodClaim;
import dev.marina.model.placement.NodeTerms;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.PodFacts;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/// The claims of one pod in one cycle, and what each node could give them. Found out once for each node: what else is on it makes no
/// difference.
public final class DeviceAllocation {

    /// ResourceClaimReservedForMaxSize
    private static final int MOST_CONSUMERS = 256;
    /// Ours: the search goes as deep as there are devices to be found.
    private static final int MOST_CLAIMS = 32;
    private static final String ADMIN = "resource.kubernetes.io/admin-access";
    private static final String NO_ADMIN = "admin access to devices requires the `%s: true` label on the containing namespace".formatted(ADMIN);
    private static final String CANNOT = "cannot allocate all claims";
    private static final String ELSEWHERE = "resourceclaim not available on the node";
    private static final String STALE = "cannot schedule extended resource claim";

    private final PodFacts pod;
    private final DeviceContext context;
    private final Effort effort = new Effort();
    private final List<ResourceClaim> claims = new ArrayList<>();
    private final List<WantedClaim> wanted = new ArrayList<>();
    private final Map<String, Found> byNode = new HashMap<>();
    private final Snapshot snapshot;
    private final ExtendedResources extended;
    /// Made for the pod's extended resources at an earlier try that came to nothing.
    private final Optional<ResourceClaim> stale;
    private final Map<Set<String>, WantedClaim> extendedOf = new HashMap<>();
    private Optional<Pools> pools = Optional.empty();
    private String refusal = "";

    /// @param refusal why the node cannot give what is asked for, or ""
    /// @param asked the claims that have no devices yet; last, the one for extended resources
    /// @param results of these, in their order
    private record Found(String refusal, List<WantedClaim> asked, List<AllocationResult> results) {

        Found(String refusal) {
            this(refusal, List.of(), List.of());
        }
    }

    private DeviceAllocation(PodFacts pod, Snapshot snapshot, DeviceContext context) {
        this.pod = pod;
        this.snapshot = snapshot;
        this.context = context;
        ExtendedResources found = ExtendedResources.NONE;
        try {
            found = ExtendedResources.of(pod, snapshot, effort);
        } catch (Effort.Exhausted e) {
            refusal = e.getMessage();
        }
        this.extended = found;
        this.stale = extended.none() ? Optional.empty() : ExtendedClaim.made(snapshot, pod.namespace(), pod.uid());
    }

    public static DeviceAllocation of(PodFacts pod, Snapshot snapshot, DeviceContext context) {
        DeviceAllocation allocation = new DeviceAllocation(pod, snapshot, context);
        for (PodClaim claim : pod.deviceClaims()) {
            if (allocation.refusal.isEmpty()) {
                allocation.refusal = allocation.add(claim);
            }
        }
        return allocation;
    }

    /// Why no node will do, or "". In upstream's words.
    public String refusal() {
        return refusal;
    }

    private String add(PodClaim use) {
        if (use.claim().isEmpty()) {
            return use.needed() ? "pod \"%s/%s\": ResourceClaim not created yet".formatted(pod.namespace(), pod.name()) : "";
        }
        Optional<ResourceClaim> found = snapshot.find(Types.RESOURCE_CLAIMS, pod.namespace(), use.claim());
        if (found.isEmpty()) {
            return "resourceclaim.resource.k8s.io \"%s\" not found".formatted(use.claim());
        }
        ResourceClaim claim = found.get();
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            return "resourceclaim \"%s\" is being deleted".formatted(use.claim());
        }
        if (use.generated() && Snapshot.controller(claim).filter(owner -> owner.getUid().equals(pod.uid())).isEmpty()) {
            return "ResourceClaim %s/%s was not created for pod %s/%s (pod is not owner)".formatted(pod.namespace(), use.claim(), pod.namespace(), pod.name());
        }
        // containers and pods may name one claim several times
        if (claims.stream().anyMatch(each -> each.getMetadata().getUid().equals(claim.getMetadata().getUid()))) {
            return "";
        }
        claims.add(claim);
        if (allocated(claim)) {
            return reserved(claim) || claim.getStatus().getReservedFor().size() < MOST_CONSUMERS ? "" : "resourceclaim in use";
        }
        if (context.allocated().pending(claim.getMetadata().getUid())) {
            return "resource claim %s/%s is in the process of being allocated".formatted(pod.namespace(), use.claim());
        }
        try {
            WantedClaim asked = WantedClaim.of(claim, snapshot);
            wanted.add(asked);
            if (asked.admin() && !mayLookAfterDevices()) {
                return NO_ADMIN;
            }
            if (asked.least() > DeviceSearch.MOST_RESULTS) {
                return tooMany(asked);
            }
            return wanted.size() <= MOST_CLAIMS ? "" : "more than %d claims cannot be allocated at once".formatted(MOST_CLAIMS);
        } catch (WantedClaim.NoClass e) {
            return e.getMessage();
        }
    }

    private static String tooMany(WantedClaim asked) {
        return "claim %s: number of requested devices %d exceeds the claim limit of %d".formatted(asked.path(), asked.least(), DeviceSearch.MOST_RESULTS);
    }

    /// Who looks after devices gets those of others. Upstream refuses the claim when it is made; here it gets nothing as long as its namespace
    /// does not say so. AuthorizedForAdmin in pkg/registry/resource/utils.go
    private boolean mayLookAfterDevices() {
        return snapshot.find(Types.NAMESPACES, "", pod.namespace())
                .filter(each -> each.getMetadata().getLabels() != null && "true".equals(each.getMetadata().getLabels().get(ADMIN))).isPresent();
    }

    /// Whether the pod needs devices, by claims or by extended resources.
    public boolean any() {
        return !pod.deviceClaims().isEmpty() || !extended.none();
    }

    /// Whether the node gives devices for this extended resource of the pod's.
    public boolean standFor(String resource, NodeState node) {
        return extended.devices(resource, node);
    }

    /// Why this node cannot give the pod its devices, or "". In upstream's words.
    public String refusal(NodeState node) {
        for (ResourceClaim claim : claims) {
            if (allocated(claim) && (!reached(claim, node) || BindingConditions.failure(claim).isPresent())) {
                return ELSEWHERE;
            }
        }
        if (stale.isPresent()) {
            return STALE;
        }
        return searches(node) ? found(node).refusal : "";
    }

    /// Whether there is a claim for which devices have to be found.
    private boolean searches(NodeState node) {
        return !wanted.isEmpty() || !extended.from(node).isEmpty();
    }

    /// What the node would have to give as devices for the pod's extended resources.
    private Optional<WantedClaim> extended(NodeState node) {
        SortedMap<String, DeviceClass> classes = extended.from(node);
        return classes.isEmpty() ? Optional.empty() : Optional.of(extendedOf.computeIfAbsent(Set.copyOf(classes.keySet()), _ -> extended(classes)));
    }

    private WantedClaim extended(SortedMap<String, DeviceClass> classes) {
        Pod whole = snapshot.find(Types.PODS, pod.namespace(), pod.name()).orElseThrow(() -> new DeviceSearch.Refused("the pod is gone"));
        try {
            WantedClaim asked = WantedClaim.of(ExtendedRequests.of(whole, classes), snapshot);
            if (asked.least() > DeviceSearch.MOST_RESULTS) {
                throw new DeviceSearch.Refused(tooMany(asked));
            }
            return asked;
        } catch (WantedClaim.NoClass e) {
            throw new DeviceSearch.Refused(e.getMessage());
        }
    }

    private List<WantedClaim> wanted(NodeState node) {
        return Stream.concat(wanted.stream(), extended(node).stream()).toList();
    }

    private Found found(NodeState node) {
        return byNode.computeIfAbsent(node.name(), _ -> search(node));
    }

    private Found search(NodeState node) {
        try {
            Pools all = pools.orElseGet(() -> Pools.of(snapshot.list(Types.RESOURCE_SLICES, "")));
            pools = Optional.of(all);
            effort.step();
            List<WantedClaim> asked = wanted(node);
            return new DeviceSearch(asked, node, all.of(node), context.allocated(), new Matching(context, effort), effort).run()
                    .map(chosen -> new Found("", asked, results(asked, chosen, node))).orElse(new Found(CANNOT));
        } catch (Effort.Exhausted | DeviceSearch.Refused | Matching.Unusable e) {
            return new Found(e.getMessage());
        }
    }

    private static List<AllocationResult> results(List<WantedClaim> asked, List<List<DeviceSearch.Chosen>> chosen, NodeState node) {
        List<AllocationResult> results = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            results.add(AllocationResults.of(asked.get(i), chosen.get(i), node.name()));
        }
        return results;
    }

    /// What is to be written before the pod is bound to the node, which it fits.
    public List<ClaimReservation> reservations(NodeState node) {
        List<ClaimReservation> reservations = new ArrayList<>();
        claims.stream().filter(claim -> allocated(claim) && !reserved(claim)).forEach(claim -> reservations.add(new ClaimReservation(claim, Optional.empty())));
        if (searches(node)) {
            Found found = found(node);
            for (int i = 0; i < found.results.size(); i++) {
                reservations.add(new ClaimReservation(found.asked.get(i).claim(), Optional.of(found.results.get(i)), found.asked.get(i).containers()));
            }
        }
        return reservations;
    }

    /// The claim of an earlier try for the pod's extended resources: it has to go before there is another one.
    public Optional<ResourceClaim> toRemove() {
        return stale;
    }

    /// A claim that has devices which keep the pod from every node, and that nobody else uses: without them it could get others.
    public Optional<ResourceClaim> toGiveBack(List<NodeState> nodes) {
        return claims.stream().filter(claim -> allocated(claim)
                && claim.getStatus().getReservedFor().stream().allMatch(consumer -> consumer.getUid().equals(pod.uid()))
                && (BindingConditions.failure(claim).isPresent() || nodes.stream().anyMatch(node -> !reached(claim, node)))).findFirst();
    }

    /// Whether any of the devices that the pod has on the node, or gets there, has to be made ready before it is bound.
    public boolean conditional(NodeState node) {
        return claims.stream().anyMatch(claim -> allocated(claim) && BindingConditions.any(claim.getStatus().getAllocation()))
                || searches(node) && found(node).results.stream().anyMatch(BindingConditions::any);
    }

    /// How far the best alternatives of its requests came about on the node: 8 for the first of a list, 7 for the second.
    public int preference(NodeState node) {
        Found found = byNode.get(node.name());
        if (found == null) {
            return 0;
        }
        int sum = 0;
        for (int i = 0; i < found.results.size(); i++) {
            for (List<Wanted> alternatives : found.asked.get(i).requests()) {
                if (alternatives.size() > 1) {
                    sum += WantedAlternatives.worth(alternatives, found.results.get(i));
                }
            }
        }
        return sum;
    }

    /// Whether any request has alternatives.
    public boolean prefers() {
        return wanted.stream().anyMatch(claim -> claim.requests().stream().anyMatch(alternatives -> alternatives.size() > 1));
    }

    /// What finding devices has cost, in units of roughly a tenth of a microsecond.
    public long spent() {
        return effort.spent();
    }

    private static boolean allocated(ResourceClaim claim) {
        return claim.getStatus() != null && claim.getStatus().getAllocation() != null;
    }

    private boolean reserved(ResourceClaim claim) {
        return claim.getStatus().getReservedFor().stream().anyMatch(consumer -> consumer.getUid().equals(pod.uid()));
    }

    private static boolean reached(ResourceClaim claim, NodeState node) {
        NodeSelector selector = claim.getStatus().getAllocation().getNodeSelector();
        return selector == null || NodeTerms.take(selector, node.name(), node.labels());
    }
}
