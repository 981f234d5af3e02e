package dev.marina.controllers.loadbalancer;

import dev.marina.api.Document;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Machine;
import dev.marina.store.ClusterStore;
import java.util.List;

/// Tells machines which addresses the clusters of their nodes have.
public final class GrantReconciler implements ObjectReconciler<Machine> {

    private final ClusterStore store;

    GrantReconciler(ClusterStore store) {
        this.store = store;
    }

    public static Controller controller(ClusterStore store) {
        return Controller.named("load-balancer-grant").reconciles(Types.MACHINES)
                .alsoWatches(Types.IP_ADDRESSES, (object, snapshot) -> AddressClaim.of(object).stream()
                        .flatMap(_ -> snapshot.list(Types.MACHINES, "").stream())
                        .map(machine -> new ClusterKey(snapshot.cluster(), "", machine.getMetadata().getName())))
                .management().with(new GrantReconciler(store));
    }

    @Override
    public ResourceType<Machine> type() {
        return Types.MACHINES;
    }

    @Override
    public Outcome reconcile(Turn turn, Machine machine) {
        if (Management.id(store).filter(turn.cluster()::equals).isEmpty()) {
            return Outcome.SETTLED;
        }
        List<AddressClaim> claims = turn.snapshot().list(Types.IP_ADDRESSES, "").stream().flatMap(object -> AddressClaim.of(object).stream()).toList();
        GrantPlan.of(machine, claims).ifPresent(plan -> turn.writes().merge(Types.MACHINES, machine, "",
                patch -> patch.putObject("spec").set("addresses", Document.mapper().valueToTree(plan.addresses()))));
        return Outcome.SETTLED;
    }
}
