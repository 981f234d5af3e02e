package dev.marina.apiserver.learn;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.endpoint.ComputedObjects;
import dev.marina.apiserver.types.learn.ExamType;
import dev.marina.apiserver.types.learn.LabType;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Labs and exams: the installation's are the same in every cluster, labs of its own are the cluster's alone.
public final class LabObjects implements ComputedObjects {

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
        return objects.apply(cluster.id()).stream().filter(object -> wanted.test(ComputedObjects.shown(cluster, type, object))).toList();
    }
}
