package dev.marina.controllers.serviceaccount;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Publishes the API server's CA in every living namespace. The one in kube-system, made with the cluster, is the original.
public final class RootCaReconciler implements Reconciler {

    private static final String NAME = "kube-root-ca.crt";
    private static final String ORIGIN = "kube-system";

    public static Controller controller() {
        return Controller.named("root-ca-cert-publisher").reconciles(Types.NAMESPACES)
                .alsoWatches(Types.CONFIG_MAPS, RootCaReconciler::namespaces, event -> event.key().name().equals(NAME))
                .workers(2).with(new RootCaReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        String namespace = turn.key().name();
        Snapshot snapshot = turn.snapshot();
        Optional<ConfigMap> origin = snapshot.find(Types.CONFIG_MAPS, ORIGIN, NAME);
        boolean wanted = turn.find(Types.NAMESPACES).filter(each -> each.getMetadata().getDeletionTimestamp() == null).isPresent();
        if (!wanted || origin.isEmpty() || namespace.equals(ORIGIN)) {
            return Outcome.SETTLED;
        }
        Optional<ConfigMap> present = snapshot.find(Types.CONFIG_MAPS, namespace, NAME);
        if (present.isEmpty()) {
            turn.writes().create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withName(NAME).withNamespace(namespace)
                    .withAnnotations(Map.of("kubernetes.io/description", "Contains a CA bundle that can be used to verify the API server.")).endMetadata()
                    .withData(origin.get().getData()).build());
        } else if (!present.get().getData().equals(origin.get().getData())) {
            turn.writes().update(Types.CONFIG_MAPS, new ConfigMapBuilder(present.get()).withData(origin.get().getData()).build());
        }
        return Outcome.SETTLED;
    }

    /// A copy concerns its namespace, the original all of them.
    private static Stream<ClusterKey> namespaces(ConfigMap map, Snapshot snapshot) {
        return map.getMetadata().getNamespace().equals(ORIGIN)
                ? snapshot.list(Types.NAMESPACES, "").stream().map(each -> new ClusterKey(snapshot.cluster(), "", each.getMetadata().getName()))
                : Stream.of(new ClusterKey(snapshot.cluster(), "", map.getMetadata().getNamespace()));
    }
}
