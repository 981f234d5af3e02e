package dev.marina.apiserver.learn;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Labs and exams: the installation's are the same in every cluster, labs of its own are the cluster's alone.
public final class LabObjects implements ComputedObjects {

    private static final Origin INSTALLATION = new Origin("", new Cause(""));

    private final GroupResource type;
    private final Function<ClusterId, List<Document>> objects;

    private LabObjects(GroupResource type, Function<ClusterId, List<Document>> objects) {
        this.type = type;
        this.objects = objects;
    }

    public static LabObjects labs(Supplier<Labs> labs) {
        return new LabObjects(LabType.DEFINITION.groupResource(), cluster -> labs.get().all(cluster));
    }

    public static LabObjects exams(Supplier<Labs> labs) {
        return new LabObjects(ExamType.DEFINITION.groupResource(), _ -> labs.get().exams());
    }

    @Override
    public List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted) {
        return objects.apply(cluster.id()).stream().filter(object -> wanted.test(shown(cluster, object))).toList();
    }

    private Stored shown(ClusterRecord cluster, Document lab) {
        Fields fields = new Fields("", lab.labels(), Map.of(), Set.of(), Set.of(), false);
        return new Stored(new ObjectKey(cluster.id(), type, "", lab.name()), ResourceVersion.NONE, lab.bytes(), fields,
                INSTALLATION, Instant.EPOCH, false);
    }
}
