package dev.marina.controllers.serviceaccount;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.stream.Stream;

/// Gives every living namespace its service account `default`.
public final class ServiceAccountReconciler implements Reconciler {

    private static final String NAME = "default";

    public static Controller controller() {
        return Controller.named("service-account").reconciles(Types.NAMESPACES)
                .alsoWatches(Types.SERVICE_ACCOUNTS, (account, snapshot) -> account.getMetadata().getName().equals(NAME)
                        ? Stream.of(new ClusterKey(snapshot.cluster(), "", account.getMetadata().getNamespace()))
                        : Stream.empty())
                .workers(2).with(new ServiceAccountReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        String namespace = turn.key().name();
        Snapshot snapshot = turn.snapshot();
        // Whether they are there is all that counts: nothing is decoded for it.
        if (snapshot.lives(Types.NAMESPACES, "", namespace) && snapshot.stored(Types.SERVICE_ACCOUNTS.key(turn.cluster(), namespace, NAME)).isEmpty()) {
            turn.writes().create(Types.SERVICE_ACCOUNTS,
                    new ServiceAccountBuilder().withNewMetadata().withName(NAME).withNamespace(namespace).endMetadata().build());
        }
        return Outcome.SETTLED;
    }
}
