package dev.marina.controllers.engine;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/// The finalizer by which a controller holds an object until nothing needs it any more.
public record Finalizer(String name) {

    public boolean holds(HasMetadata object) {
        return object.getMetadata().getFinalizers().contains(name);
    }

    public <T extends HasMetadata> void hold(Turn turn, ResourceType<T> type, T object) {
        write(turn, type, object, true);
    }

    public <T extends HasMetadata> void release(Turn turn, ResourceType<T> type, T object) {
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
