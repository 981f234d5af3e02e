package dev.marina.controllers.platform;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Turn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/// The finalizer by which a controller holds an object until what it made for it is gone.
record Finalizer(String name) {

    static final Finalizer TENANT = new Finalizer("marina.dev/namespace");
    static final Finalizer CLUSTER = new Finalizer("marina.dev/cluster");
    static final Finalizer POOL = new Finalizer("marina.dev/nodes");

    boolean holds(HasMetadata object) {
        return object.getMetadata().getFinalizers().contains(name);
    }

    <T extends HasMetadata> void hold(Turn turn, ResourceType<T> type, T object) {
        write(turn, type, object, true);
    }

    <T extends HasMetadata> void release(Turn turn, ResourceType<T> type, T object) {
        write(turn, type, object, false);
    }

    private <T extends HasMetadata> void write(Turn turn, ResourceType<T> type, T object, boolean held) {
        List<String> others = object.getMetadata().getFinalizers().stream().filter(other -> !other.equals(name)).toList();
        turn.writes().merge(type, object, "", patch -> {
            var metadata = patch.putObject("metadata").put("uid", object.getMetadata().getUid());
            var list = metadata.putArray("finalizers");
            others.forEach(list::add);
            if (held) {
                list.add(name);
            }
        });
    }
}
