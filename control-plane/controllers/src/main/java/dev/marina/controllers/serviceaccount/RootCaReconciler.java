package dev.marina.controllers.serviceaccount;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
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
        if (namespace.equals(ORIGIN) || !snapshot.lives(Types.NAMESPACES, "", namespace) || same(snapshot, namespace)) {
            return Outcome.SETTLED;
        }
        Optional<ConfigMap> origin = snapshot.find(Types.CONFIG_MAPS, ORIGIN, NAME);
        if (origin.isEmpty()) {
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

    /// The copies of every cluster are looked at whenever it wakes, and hardly ever differ: what is read for that is not kept.
    private static boolean same(Snapshot snapshot, String namespace) {
        Optional<JsonNode> copy = data(snapshot, namespace);
        return copy.isPresent() && copy.equals(data(snapshot, ORIGIN));
    }

    private static Optional<JsonNode> data(Snapshot snapshot, String namespace) {
        return snapshot.stored(Types.CONFIG_MAPS.key(snapshot.cluster(), namespace, NAME)).filter(stored -> !stored.opaque())
                .map(stored -> Document.parse(stored.bytes()).at("data"));
    }

    /// A copy concerns its namespace, the original all of them.
    private static Stream<ClusterKey> namespaces(ConfigMap map, Snapshot snapshot) {
        return map.getMetadata().getNamespace().equals(ORIGIN)
                ? snapshot.image().list(Types.NAMESPACES.groupResource(), "").map(each -> new ClusterKey(snapshot.cluster(), "", each.key().name()))
                : Stream.of(new ClusterKey(snapshot.cluster(), "", map.getMetadata().getNamespace()));
    }
}
