package dev.marina.controllers.servicecidr;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.ServiceAddresses;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.util.List;

/// Says of a network that Services may have addresses of it, and holds it while they do.
public final class ServiceCidrReconciler implements ObjectReconciler<ServiceCIDR> {

    static final Finalizer FINALIZER = new Finalizer(ServiceAddresses.CIDR_FINALIZER);

    public static Controller controller() {
        return Controller.named("service-cidr").reconciles(Types.SERVICE_CIDRS)
                .alsoWatches(Types.SERVICE_CIDRS, terminating())
                .alsoWatches(Types.IP_ADDRESSES, terminating())
                .with(new ServiceCidrReconciler());
    }

    /// Those that may have waited for the change.
    private static <T extends HasMetadata> Mapper<T> terminating() {
        return (_, snapshot) -> snapshot.list(Types.SERVICE_CIDRS, "").stream().filter(cidr -> cidr.getMetadata().getDeletionTimestamp() != null)
                .map(cidr -> new ClusterKey(snapshot.cluster(), "", cidr.getMetadata().getName()));
    }

    @Override
    public ResourceType<ServiceCIDR> type() {
        return Types.SERVICE_CIDRS;
    }

    @Override
    public Outcome reconcile(Turn turn, ServiceCIDR cidr) {
        boolean terminating = cidr.getMetadata().getDeletionTimestamp() != null;
        if (!terminating && !FINALIZER.holds(cidr)) {
            FINALIZER.hold(turn, Types.SERVICE_CIDRS, cidr);
        }
        Snapshot snapshot = turn.snapshot();
        List<IPAddress> addresses = terminating
                ? snapshot.list(Types.IP_ADDRESSES, "").stream().filter(ServiceAddressReconciler::ours).toList()
                : List.of();
        return switch (ServiceCidrPlan.of(cidr, snapshot.list(Types.SERVICE_CIDRS, ""), addresses, turn.now())) {
            case ServiceCidrPlan.Keep keep -> {
                say(turn, keep.condition());
                yield Outcome.SETTLED;
            }
            case ServiceCidrPlan.Wait wait -> Outcome.recheckAfter(wait.left());
            case ServiceCidrPlan.Release _ -> {
                if (FINALIZER.holds(cidr)) {
                    FINALIZER.release(turn, Types.SERVICE_CIDRS, cidr);
                }
                yield Outcome.SETTLED;
            }
        };
    }

    private static void say(Turn turn, Condition condition) {
        turn.find(Types.SERVICE_CIDRS).ifPresent(now -> {
            List<Condition> before = now.getStatus() == null ? List.of() : now.getStatus().getConditions();
            List<Condition> after = ServiceCidrPlan.with(before, condition);
            if (after != before) {
                turn.writes().updateStatus(Types.SERVICE_CIDRS, new ServiceCIDRBuilder(now).editOrNewStatus().withConditions(after).endStatus().build());
            }
        });
    }
}
