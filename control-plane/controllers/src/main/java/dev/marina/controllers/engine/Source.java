package dev.marina.controllers.engine;

import dev.marina.store.StoreEvent;
import java.util.stream.Stream;

/// Where the keys of a controller come from that looks at objects of every type. Reads the extracted fields; parses nothing
/// unless it must.
public interface Source {

    /// Everything to be looked at when a cluster has become awake.
    Stream<ClusterKey> all(Snapshot snapshot);

    Stream<ClusterKey> affected(StoreEvent event, Snapshot snapshot);

    /// What one of its keys is about.
    Subject subject(ClusterKey key);
}
