package dev.marina.controllers.namespace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.WaitReasons.Readable;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.Waits;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is left in a namespace that is being deleted, and by which finalizers it is held.
public final class NamespaceWaits implements Waits {

    @Override
    public List<ObjectNode> of(Snapshot snapshot, Stored object, Readable readable) {
        if (!object.key().resource().equals(Types.NAMESPACES.groupResource()) || !object.fields().terminating()) {
            return List.of();
        }
        NamespacePlan plan = NamespacePlan.of(NamespaceReconciler.content(snapshot, object.key().name()));
        if (plan.content().isEmpty()) {
            return List.of();
        }
        ObjectNode reason = Waits.because("ContentRemaining", "the namespace goes when everything in it is gone");
        ObjectNode byType = reason.putObject("remaining");
        ArrayNode held = reason.putArray("heldByFinalizers");
        Map<String, Integer> counts = new TreeMap<>();
        for (Stored stored : plan.content()) {
            counts.merge(stored.key().resource().toString(), 1, Integer::sum);
            if (!stored.opaque() && stored.fields().terminating() && held.size() < MOST_NAMED && readable.may(stored.key())) {
                List<String> finalizers = Document.parse(stored.bytes()).finalizers();
                if (!finalizers.isEmpty()) {
                    finalizers.forEach(Waits.name(held.addObject(), stored.key()).putArray("finalizers")::add);
                }
            }
        }
        counts.forEach(byType::put);
        return List.of(reason);
    }
}
