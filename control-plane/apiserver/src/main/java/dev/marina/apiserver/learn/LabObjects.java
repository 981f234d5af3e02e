package dev.marina.apiserver.learn;

import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.endpoint.ComputedObjects;
import dev.marina.apiserver.types.learn.LabType;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The installation's labs: the same in every cluster.
public final class LabObjects implements ComputedObjects {

    private static final Origin INSTALLATION = new Origin("", new Cause(""));

    private final Supplier<Labs> labs;

    public LabObjects(Supplier<Labs> labs) {
        this.labs = labs;
    }

    @Override
    public List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted) {
        return labs.get().all().stream().filter(lab -> wanted.test(shown(cluster, lab))).toList();
    }

    private static Stored shown(ClusterRecord cluster, Document lab) {
        Fields fields = new Fields("", lab.labels(), Map.of(), Set.of(), Set.of(), false);
        return new Stored(new ObjectKey(cluster.id(), LabType.DEFINITION.groupResource(), "", lab.name()), ResourceVersion.NONE, lab.bytes(), fields,
                INSTALLATION, Instant.EPOCH, false);
    }
}
