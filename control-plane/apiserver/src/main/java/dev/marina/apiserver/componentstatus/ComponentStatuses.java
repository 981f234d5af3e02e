package dev.marina.apiserver.componentstatus;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.ComputedObjects;
import dev.marina.apiserver.types.core.ComponentStatusType;
import dev.marina.apiserver.types.marina.ControllerType;
import dev.marina.store.ClusterRecord;
import dev.marina.store.Stored;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The three that upstream looks at. One process is all of them for many clusters: what can be different in one cluster is that it holds its scheduler up.
public final class ComponentStatuses implements ComputedObjects {

    private static final GroupResource TYPE = ComponentStatusType.DEFINITION.groupResource();
    private static final String SCHEDULER = "scheduler";

    private final ClusterViews views;
    private final Supplier<Optional<String>> store;

    /// @param store what is wrong with the store, if anything
    public ComponentStatuses(ClusterViews views, Supplier<Optional<String>> store) {
        this.views = views;
        this.store = store;
    }

    @Override
    public List<Document> about(ClusterRecord cluster, String namespace, Predicate<Stored> wanted) {
        return Stream.of(status("controller-manager", Optional.empty()), status(SCHEDULER, paused(cluster)), status("etcd-0", store.get()))
                .filter(status -> wanted.test(ComputedObjects.shown(cluster, TYPE, status))).toList();
    }

    private Optional<String> paused(ClusterRecord cluster) {
        return views.current(cluster).find(new ObjectKey(cluster.id(), ControllerType.DEFINITION.groupResource(), "", SCHEDULER))
                .filter(stored -> Document.parse(stored.bytes()).at("spec", "paused").asBoolean())
                .map(_ -> "paused by the cluster (spec.paused of the Controller \"scheduler\")");
    }

    private static Document status(String name, Optional<String> wrong) {
        return Document.object("v1", "ComponentStatus").with(name, "metadata", "name").edited(root -> root.putArray("conditions").addObject()
                .put("type", "Healthy").put("status", wrong.isEmpty() ? "True" : "False").put("message", wrong.orElse("ok")));
    }
}
