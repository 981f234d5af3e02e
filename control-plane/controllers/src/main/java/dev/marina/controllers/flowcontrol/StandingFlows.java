package dev.marina.controllers.flowcontrol;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.Tombstone;
import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Source;
import dev.marina.controllers.engine.Subject;
import dev.marina.controllers.engine.Turn;
import dev.marina.store.StoreEvent;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/// The objects of one of the two types that every cluster has.
///
/// @param objects as a cluster stores them that changes nothing
record StandingFlows<T extends HasMetadata>(ResourceType<T> type, List<Document> objects) {

    private static final String KEPT_BY_SERVER = "apf.kubernetes.io/autoupdate-spec";

    Optional<Document> find(String name) {
        return objects.stream().filter(object -> object.kind().equals(type.kind()) && object.name().equals(name)).findFirst();
    }

    boolean contains(String name) {
        return find(name).isPresent();
    }

    /// Those that are stored, and those that were deleted.
    Source keys() {
        return new Source() {
            @Override
            public Stream<ClusterKey> all(Snapshot snapshot) {
                Stream<Stored> deleted = objects.stream().flatMap(object -> snapshot.stored(Tombstone.key(snapshot.cluster(), type.groupResource(),
                        object.name())).stream());
                return Stream.concat(snapshot.image().list(type.groupResource(), "").map(stored -> key(snapshot, stored.key().name())),
                        deleted.map(stored -> key(snapshot, Tombstone.of(stored.key()))));
            }

            @Override
            public Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot) {
                return event.key().resource().equals(type.groupResource()) ? Stream.of(key(snapshot, event.key().name())) : Stream.empty();
            }

            @Override
            public Subject subject(ClusterKey key) {
                return new Subject(type.kind(), "", key.name());
            }
        };
    }

    static ClusterKey key(Snapshot snapshot, String name) {
        return new ClusterKey(snapshot.cluster(), "", name);
    }

    /// Makes a standing one again that is gone, and writes what it says again where the server keeps it.
    ///
    /// @param same whether two say the same
    /// @param restored the stored one, saying what the standing one says
    void keep(Turn turn, BiPredicate<T, T> same, BinaryOperator<T> restored) {
        Optional<T> standing = find(turn.key().name()).map(document -> turn.writes().decoder().read(document, type.model()));
        if (standing.isEmpty()) {
            return;
        }
        Optional<T> stored = turn.find(type);
        if (stored.isEmpty()) {
            create(turn, standing.get());
        } else if (keptByServer(stored.get()) && !same.test(stored.get(), standing.get())) {
            turn.writes().update(type, restored.apply(stored.get(), standing.get()));
        }
    }

    /// One that was never changed is there without being stored.
    private void create(Turn turn, T standing) {
        try {
            turn.writes().create(type, standing);
        } catch (StatusException e) {
            if (!e.is("AlreadyExists")) {
                throw e;
            }
        }
    }

    private static boolean keptByServer(HasMetadata object) {
        return object.getMetadata().getAnnotations() != null && "true".equals(object.getMetadata().getAnnotations().get(KEPT_BY_SERVER));
    }
}
