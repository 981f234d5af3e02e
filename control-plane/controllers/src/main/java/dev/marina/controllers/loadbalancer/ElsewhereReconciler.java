package dev.marina.controllers.loadbalancer;

import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Machine;
import dev.marina.store.ClusterStore;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells the installation's own machine to which nodes on other machines it leads who comes from outside. Machines that have not been heard of for a while
/// get nobody.
public final class ElsewhereReconciler implements ObjectReconciler<Machine> {

    private static final Duration SILENT = Duration.ofSeconds(45);
    private static final Duration RECHECK = Duration.ofSeconds(10);

    private final ClusterStore store;

    ElsewhereReconciler(ClusterStore store) {
        this.store = store;
    }

    public static Controller controller(ClusterStore store) {
        return Controller.named("load-balancer-elsewhere").reconciles(Types.MACHINES)
                .alsoWatches(Types.MACHINES, (_, snapshot) -> Stream.of(new ClusterKey(snapshot.cluster(), "", Machine.OWN)))
                .alsoWatches(Types.IP_ADDRESSES, (object, snapshot) -> AddressClaim.of(object).stream()
                        .map(_ -> new ClusterKey(snapshot.cluster(), "", Machine.OWN)))
                .management().with(new ElsewhereReconciler(store));
    }

    @Override
    public ResourceType<Machine> type() {
        return Types.MACHINES;
    }

    @Override
    public Outcome reconcile(Turn turn, Machine own) {
        if (!own.getMetadata().getName().equals(Machine.OWN) || Management.id(store).filter(turn.cluster()::equals).isEmpty()) {
            return Outcome.SETTLED;
        }
        Snapshot snapshot = turn.snapshot();
        List<Machine> machines = snapshot.list(Types.MACHINES, "");
        List<AddressClaim> claims = snapshot.list(Types.IP_ADDRESSES, "").stream().flatMap(object -> AddressClaim.of(object).stream()).toList();
        ElsewherePlan.of(own, machines, alive(snapshot, machines, turn.realNow()), claims).ifPresent(plan -> turn.writes().merge(Types.MACHINES, own, "",
                patch -> patch.putObject("spec").set("elsewhere", Document.mapper().valueToTree(plan.elsewhere()))));
        // Nobody says that a machine has fallen silent.
        return machines.size() > 1 ? Outcome.recheckAfter(RECHECK) : Outcome.SETTLED;
    }

    private static Set<String> alive(Snapshot snapshot, List<Machine> machines, Instant now) {
        return machines.stream().map(machine -> machine.getMetadata().getName())
                .filter(name -> snapshot.find(Types.LEASES, Machine.LEASES, name).map(Lease::getSpec).map(LeaseSpec::getRenewTime).map(ZonedDateTime::toInstant)
                        .filter(now.minus(SILENT)::isBefore).isPresent())
                .collect(Collectors.toSet());
    }
}
