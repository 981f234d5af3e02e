package dev.marina.apiserver.learn;

import dev.marina.api.Cause;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.apiserver.endpoint.ComputedObjects;
import dev.marina.apiserver.types.learn.ExamType;
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

/// The installation's labs and exams: the same in every cluster.
public final class LabObjects implements ComputedObjects {

    private static final Origin INSTALLATION = new Origin("", new Cause(""));

    private final GroupResource type;
    private final Supplier<List<Document>> objects;

    private LabObjects(GroupResource type, Supplier<List<Document>> objects) {
        this.type = type;
        this.objects = objects;
    }

    public static LabObjects labs(Supplier<Labs> labs) {
        return new LabObjects(LabType.DEFINITION.groupResource(), () -> labs.get().all());
    }

    public static LabObjects exams(Supplier<Labs> labs) {
        return new LabObjects(ExamType.DEFINITION.groupResource(), () -> labs.get().exams());
    }

    @Override
    public List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted) {
        return objects.get().stream().filter(object -> wanted.test(shown(cluster, object))).toList();
    }

    private Stored shown(ClusterRecord cluster, Document lab) {
        Fields fields = new Fields("", lab.labels(), Map.of(), Set.of(), Set.of(), false);
        return new Stored(new ObjectKey(cluster.id(), type, "", lab.name()), ResourceVersion.NONE, lab.bytes(), fields,
                INSTALLATION, Instant.EPOCH, false);
    }
}
