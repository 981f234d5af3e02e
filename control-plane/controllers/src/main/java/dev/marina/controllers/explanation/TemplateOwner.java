package dev.marina.controllers.explanation;

import dev.marina.api.Document;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.store.Stored;
import java.util.Optional;
import java.util.stream.Stream;

/// The object whose template a pod was made of: what pods ask for is changed there.
///
/// @param object the same, read
record TemplateOwner(Stored stored, Document object) {

    /// Where in it the containers of its pods stand.
    static final String CONTAINERS = "/spec/template/spec/containers";
    private static final int FURTHEST = 4;

    /// Empty for a pod that nobody made, and where whoever asks may not see who did.
    static Optional<TemplateOwner> of(Snapshot snapshot, Readable readable, Stored pod) {
        Stored owner = pod;
        for (int i = 0; i < FURTHEST; i++) {
            Optional<Stored> above = controller(snapshot, owner);
            if (above.isEmpty()) {
                break;
            }
            owner = above.get();
        }
        return owner.key().equals(pod.key()) || !readable.may(owner.key())
                ? Optional.empty()
                : Optional.of(new TemplateOwner(owner, Document.parse(owner.bytes())));
    }

    private static Optional<Stored> controller(Snapshot snapshot, Stored object) {
        return Document.parse(object.bytes()).controller().stream()
                .flatMap(reference -> Stream.of(Types.DEPLOYMENTS, Types.REPLICA_SETS, Types.STATEFUL_SETS, Types.DAEMON_SETS, Types.REPLICATION_CONTROLLERS)
                        .filter(type -> type.kind().equals(reference.kind()))
                        .flatMap(type -> snapshot.stored(type.key(snapshot.cluster(), object.key().namespace(), reference.name())).stream())
                        .filter(found -> !found.opaque() && found.fields().uid().equals(reference.uid())))
                .findFirst();
    }

    /// Where a container of this name stands; "" where there is none.
    String pointer(String container) {
        int i = 0;
        for (var each : object.root().at(CONTAINERS)) {
            if (each.path("name").asText().equals(container)) {
                return CONTAINERS + "/" + i;
            }
            i++;
        }
        return "";
    }
}
