package dev.marina.controllers.bootstrapsigner;

import dev.marina.api.ObjectKey;
import dev.marina.api.token.BootstrapToken;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Signs `cluster-info` with every bootstrap token that may. Its one key of a cluster is that ConfigMap.
/// pkg/controller/bootstrap/bootstrapsigner.go
public final class BootstrapSignerReconciler implements Reconciler {

    static final String NAMESPACE = "kube-public";
    static final String NAME = "cluster-info";

    public static Controller controller() {
        return Controller.named("bootstrap-signer").source(new ClusterInfo()).with(new BootstrapSignerReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Snapshot snapshot = turn.snapshot();
        Optional<ConfigMap> found = snapshot.find(Types.CONFIG_MAPS, NAMESPACE, NAME).filter(map -> map.getMetadata().getDeletionTimestamp() == null);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        Map<String, String> data = found.get().getData() == null ? Map.of() : found.get().getData();
        SignaturesPlan plan = SignaturesPlan.of(data, tokens(snapshot), turn.realNow());
        if (!plan.data().equals(data)) {
            turn.writes().update(Types.CONFIG_MAPS, new ConfigMapBuilder(found.get()).withData(plan.data()).build());
        }
        return plan.next().map(end -> Outcome.recheckAfter(Duration.between(turn.realNow(), end))).orElse(Outcome.SETTLED);
    }

    private static List<BootstrapToken> tokens(Snapshot snapshot) {
        try (Stream<ObjectKey> keys = snapshot.image().list(Types.SECRETS.groupResource(), BootstrapToken.NAMESPACE).map(stored -> stored.key())) {
            return keys.filter(key -> key.name().startsWith(BootstrapToken.PREFIX))
                    .flatMap(key -> snapshot.find(Types.SECRETS, key.namespace(), key.name()).stream())
                    .filter(secret -> secret.getMetadata().getDeletionTimestamp() == null).flatMap(secret -> token(secret).stream()).toList();
        }
    }

    private static Optional<BootstrapToken> token(Secret secret) {
        return BootstrapToken.of(secret.getMetadata().getName(), secret.getType(), secret.getData() == null ? Map.of() : secret.getData());
    }

    private static final class ClusterInfo implements Source {
        @Override
        public Subject subject(ClusterKey key) {
            return new Subject("ConfigMap", key.namespace(), key.name());
        }

        @Override
        public Stream<ClusterKey> all(Snapshot snapshot) {
            return snapshot.stored(Types.CONFIG_MAPS.key(snapshot.cluster(), NAMESPACE, NAME)).map(_ -> key(snapshot)).stream();
        }

        @Override
        public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
            ObjectKey changed = event.key();
            boolean token = changed.resource().equals(Types.SECRETS.groupResource()) && changed.namespace().equals(BootstrapToken.NAMESPACE)
                    && changed.name().startsWith(BootstrapToken.PREFIX);
            return token || changed.equals(Types.CONFIG_MAPS.key(snapshot.cluster(), NAMESPACE, NAME)) ? all(snapshot) : Stream.empty();
        }

        private static ClusterKey key(Snapshot snapshot) {
            return new ClusterKey(snapshot.cluster(), NAMESPACE, NAME);
        }
    }
}
