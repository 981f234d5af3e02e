package dev.marina.controllers.explanation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// It is being deleted, and somebody has said to be asked first.
public final class FinalizerWaits implements Waits {

    private static final String FOREGROUND = "foregroundDeletion";
    private static final List<String> OWN = List.of(FOREGROUND, "orphan", "kubernetes", "marina.dev/", "batch.kubernetes.io/", "service.kubernetes.io/",
            "external-attacher/", "snapshot.storage.kubernetes.io/", "resource.kubernetes.io/", "customresourcecleanup.apiextensions.k8s.io");

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        if (!object.fields().terminating()) {
            return List.of();
        }
        Document document = Document.parse(object.bytes());
        if (document.finalizers().isEmpty()) {
            return List.of();
        }
        List<ObjectNode> reasons = new ArrayList<>();
        ObjectNode finalizers = Waits.because("Finalizers", "it is being deleted and goes when its finalizers are taken off")
                .put("since", document.text("metadata", "deletionTimestamp"));
        document.finalizers().forEach(finalizers.putArray("finalizers")::add);
        reasons.add(Remedy.with(finalizers, remedies(object, document)));
        if (document.finalizers().contains(FOREGROUND)) {
            reasons.add(dependents(snapshot, object, readable));
        }
        return reasons;
    }

    /// Of those that the cluster's own controllers take off, waiting is all that helps.
    private static List<Remedy> remedies(Stored object, Document document) {
        List<Remedy> remedies = new ArrayList<>();
        for (int i = 0; i < document.finalizers().size(); i++) {
            String finalizer = document.finalizers().get(i);
            if (OWN.stream().noneMatch(finalizer::startsWith)) {
                remedies.add(Remedy.of(object, document, "finalizer",
                        "take off %s without asking whoever put it there: what they would have tidied up stays".formatted(finalizer))
                        .field("finalizer", finalizer).remove("/metadata/finalizers/" + i));
            }
        }
        return remedies;
    }

    private static ObjectNode dependents(Snapshot snapshot, Stored object, Readable readable) {
        ObjectNode reason = Waits.because("Dependents", "it goes when what belongs to it and blocks its deletion is gone");
        ArrayNode named = reason.putArray("objects");
        int count = 0;
        try (Stream<Stored> owned = snapshot.image().ownedBy(object.fields().uid())) {
            for (Stored dependent : owned.filter(each -> !each.opaque() && blocks(each, object.fields().uid())).toList()) {
                count++;
                if (named.size() < MOST_NAMED && readable.may(dependent.key())) {
                    Waits.name(named.addObject(), dependent.key());
                }
            }
        }
        return reason.put("count", count);
    }

    private static boolean blocks(Stored dependent, String uid) {
        return Document.parse(dependent.bytes()).ownerReferences().stream().anyMatch(owner -> owner.uid().equals(uid) && owner.blockOwnerDeletion());
    }
}
