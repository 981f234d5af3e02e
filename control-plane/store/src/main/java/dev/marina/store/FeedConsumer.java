package dev.marina.store;

import dev.marina.api.ClusterId;
import java.util.List;

/// Receives the feed of all clusters of this process. Called from the shard's publishing thread: implementations only
/// enqueue and return; they must not block and not throw.
public interface FeedConsumer {

    /// The cluster has become awake here (or events were lost): everything must be looked at again.
    void loaded(ClusterImage image);

    /// Changes of one cluster in order; `image` holds them all.
    void changed(ClusterImage image, List<StoreEvent> events);

    /// The cluster sleeps, is deleted, or has moved to another process.
    void dropped(ClusterId cluster);
}
