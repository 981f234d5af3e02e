package dev.marina.controllers.engine.parts;

import dev.marina.api.Document;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Where a part is, in its owner's namespace.
public record Place(ResourceType<?> type, String name) {

    /// What has the name of each, whoever it belongs to.
    public static Map<Place, Document> present(Snapshot snapshot, String namespace, Stream<Place> places) {
        Map<Place, Document> present = new LinkedHashMap<>();
        places.forEach(place -> snapshot.stored(place.type.key(snapshot.cluster(), namespace, place.name)).filter(stored -> !stored.opaque())
                .ifPresent(stored -> present.put(place, Document.parse(stored.bytes()))));
        return present;
    }

    /// Whether what is there has this owner for its controller.
    public static boolean controls(HasMetadata owner, Document present) {
        return present.ownerReferences().stream().anyMatch(reference -> reference.uid().equals(owner.getMetadata().getUid()) && reference.controller());
    }
}
