package dev.marina.controllers.acme;

import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.CertificateAsker;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The Secrets for which certificates are asked: one key each, whoever asks.
final class CertificateKeys implements Source {

    private static final GroupResource SECRETS = Types.SECRETS.groupResource();

    private final Map<GroupResource, CertificateAsker<?>> askers = new LinkedHashMap<>();

    CertificateKeys(List<CertificateAsker<?>> askers) {
        askers.forEach(asker -> this.askers.put(asker.type().groupResource(), asker));
    }

    @Override
    public Stream<ClusterKey> all(Snapshot snapshot) {
        return askers.values().stream().flatMap(asker -> all(snapshot, asker, ""));
    }

    private static <T extends HasMetadata> Stream<ClusterKey> all(Snapshot snapshot, CertificateAsker<T> asker, String namespace) {
        return snapshot.list(asker.type(), namespace).stream().flatMap(object -> keys(snapshot, asker, object));
    }

    private static <T extends HasMetadata> Stream<ClusterKey> keys(Snapshot snapshot, CertificateAsker<T> asker, T object) {
        return asker.asked(object).map(asked -> new ClusterKey(snapshot.cluster(), object.getMetadata().getNamespace(), asked.secret())).distinct();
    }

    /// What somebody asked for until now may be for whoever asks for it too. A certificate that somebody takes away is asked for again.
    @Override
    public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
        ObjectKey changed = event.key();
        if (changed.resource().equals(SECRETS)) {
            ClusterKey key = new ClusterKey(changed.cluster(), changed.namespace(), changed.name());
            return askers.values().stream().flatMap(asker -> all(snapshot, asker, changed.namespace())).filter(key::equals).limit(1);
        }
        CertificateAsker<?> asker = askers.get(changed.resource());
        return asker == null ? Stream.empty() : changed(event, snapshot, asker);
    }

    private static <T extends HasMetadata> Stream<ClusterKey> changed(StoreEvent event, Snapshot snapshot, CertificateAsker<T> asker) {
        return Stream.of(event.previous(), event.current()).flatMap(Optional::stream)
                .flatMap((Stored version) -> snapshot.decoder().decode(version, asker.type().model()).stream())
                .flatMap(object -> keys(snapshot, asker, object));
    }

    @Override
    public Subject subject(ClusterKey key) {
        return new Subject(Types.SECRETS.kind(), key.namespace(), key.name());
    }
}
