package dev.marina.controllers.loadbalancer;

import dev.marina.api.ClusterId;
import dev.marina.api.Quantities;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.PlanLimits;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives Services of type LoadBalancer their addresses, and takes them back. One worker for all clusters, since it counts what a tenant has;
/// that no address is given twice does not depend on it.
public final class BalancerReconciler implements ObjectReconciler<Service> {

    /// `LoadBalancerCleanupFinalizer` in k8s.io/cloud-provider/service/helpers
    static final Finalizer FINALIZER = new Finalizer("service.kubernetes.io/load-balancer-cleanup");
    static final String CLASS = "marina.dev/load-balancer";

    private static final Duration RETRY = Duration.ofMinutes(1);

    private final ClusterStore store;
    private final BalancerRange range;

    BalancerReconciler(ClusterStore store, BalancerRange range) {
        this.store = store;
        this.range = range;
    }

    /// Its name is upstream's, whose events come from `service-controller`.
    public static Controller controller(ClusterStore store, String range) {
        return Controller.named("service").reconciles(Types.SERVICES).with(new BalancerReconciler(store, BalancerRange.of(range)));
    }

    @Override
    public ResourceType<Service> type() {
        return Types.SERVICES;
    }

    @Override
    public Outcome reconcile(Turn turn, Service service) {
        if (!BalancerPlan.wants(service) && !FINALIZER.holds(service)) {
            return Outcome.SETTLED;
        }
        Optional<ClusterId> management = Management.id(store);
        Optional<ClusterRecord> record = store.find(turn.cluster());
        if (management.isEmpty() || record.isEmpty()) {
            // a copy of a cluster: nobody gives addresses there
            return Outcome.SETTLED;
        }
        Snapshot there = turn.snapshot(management.get());
        List<AddressClaim> claims = there.list(Types.IP_ADDRESSES, "").stream().flatMap(object -> AddressClaim.of(object).stream()).toList();
        BalancerPlan.Owner owner = new BalancerPlan.Owner(record.get().tenant(), record.get().name(), record.get().id().value());
        return carryOut(turn, service, management.get(), BalancerPlan.of(service, owner, claims, nodes(there), range, most(there, owner.tenant())));
    }

    private Outcome carryOut(Turn turn, Service service, ClusterId management, BalancerPlan plan) {
        return switch (plan) {
            case BalancerPlan.Nothing _ -> Outcome.SETTLED;
            case BalancerPlan.Adopt _ -> {
                FINALIZER.hold(turn, Types.SERVICES, service);
                yield Outcome.SETTLED;
            }
            case BalancerPlan.Take take -> {
                turn.event(service, Severity.Normal, "EnsuringLoadBalancer", "Ensuring load balancer");
                take(turn, service, management, take);
                say(turn, service, take.claim().address());
                turn.event(service, Severity.Normal, "EnsuredLoadBalancer", "Ensured load balancer");
                yield Outcome.SETTLED;
            }
            case BalancerPlan.Keep(String address, boolean said, List<AddressClaim> surplus) -> {
                surplus.forEach(claim -> release(turn, service, management, claim));
                if (!said) {
                    say(turn, service, address);
                    turn.event(service, Severity.Normal, "EnsuredLoadBalancer", "Ensured load balancer");
                }
                yield Outcome.SETTLED;
            }
            case BalancerPlan.Refuse(String why) -> {
                turn.event(service, Severity.Warning, "SyncLoadBalancerFailed",
                        "Error syncing load balancer: failed to ensure load balancer: " + why);
                yield Outcome.recheckAfter(RETRY);
            }
            case BalancerPlan.Release(List<AddressClaim> claims) -> {
                turn.event(service, Severity.Normal, "DeletingLoadBalancer", "Deleting load balancer");
                claims.forEach(claim -> release(turn, service, management, claim));
                FINALIZER.release(turn, Types.SERVICES, service);
                turn.event(service, Severity.Normal, "DeletedLoadBalancer", "Deleted load balancer");
                yield Outcome.SETTLED;
            }
        };
    }

    private static void take(Turn turn, Service service, ClusterId management, BalancerPlan.Take take) {
        if (take.renewed()) {
            turn.snapshot(management).find(Types.IP_ADDRESSES, "", take.claim().address())
                    .ifPresent(held -> turn.writes(management, service).delete(Types.IP_ADDRESSES, held));
        }
        turn.writes(management, service).create(Types.IP_ADDRESSES, take.claim().object());
        for (AddressClaim before : take.instead()) {
            turn.event(service, Severity.Normal, "LoadbalancerIP", "%s -> %s".formatted(before.address(), take.claim().address()));
            release(turn, service, management, before);
        }
    }

    /// Held for a while by the management cluster, see [AddressPlan].
    private static void release(Turn turn, Service service, ClusterId management, AddressClaim claim) {
        turn.snapshot(management).find(Types.IP_ADDRESSES, "", claim.address())
                .ifPresent(object -> turn.writes(management, service).merge(Types.IP_ADDRESSES, object, "",
                        patch -> patch.putObject("metadata").put("uid", object.getMetadata().getUid()).putObject("annotations")
                                .put(AddressClaim.RELEASED, turn.realNow().toString())));
    }

    private static void say(Turn turn, Service service, String address) {
        turn.writes().merge(Types.SERVICES, service, "status",
                patch -> patch.putObject("status").putObject("loadBalancer").putArray("ingress").addObject().put("ip", address).put("ipMode", "VIP"));
    }

    /// Nodes of before there was a range in their subnet.
    private static Set<String> nodes(Snapshot management) {
        return management.list(Types.MACHINES, "").stream().filter(machine -> machine.getSpec() != null && machine.getSpec().nodes() != null)
                .flatMap(machine -> machine.getSpec().nodes().stream()).map(dev.marina.model.Machine.AssignedNode::address).collect(Collectors.toSet());
    }

    /// As many as the plan says; where it does not, as many as nodes. Whoever has no plan has none.
    private static Optional<Long> most(Snapshot management, String tenant) {
        Optional<PlanLimits> plan = management.find(Types.CONFIG_MAPS, tenant, PlanLimits.NAME)
                .map(configMap -> PlanLimits.of(Objects.requireNonNullElse(configMap.getData(), Map.of())));
        if (plan.isEmpty()) {
            return Optional.of(0L);
        }
        String limit = plan.get().loadBalancers().isEmpty() ? plan.get().nodes() : plan.get().loadBalancers();
        return limit.isEmpty() ? Optional.empty() : Optional.of(Quantities.value(limit).longValue());
    }
}
