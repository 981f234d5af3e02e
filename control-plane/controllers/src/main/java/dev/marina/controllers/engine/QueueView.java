package dev.marina.controllers.engine;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import java.util.List;

/// What waits for one controller in one cluster.
///
/// @param count of all items
/// @param items the first of them
/// @param lost whether more came than was kept while the gate was closed: everything is looked at again when it opens
public record QueueView(int count, List<Item> items, boolean lost) {

    public record Item(Subject subject, Cause cause) {}

    /// May be called from any thread.
    @FunctionalInterface
    public interface Source {
        QueueView look(ClusterId cluster, int most);
    }
}
