package dev.marina.store;

import dev.marina.api.ResourceVersion;
import java.time.Duration;
import java.util.List;

/// A place in a window of events. Used by one thread at a time.
public interface EventCursor extends AutoCloseable {

    /// Blocks until there are events, at most this long; an empty list means time ran out.
    /// Throws [StoreException.Expired] once it fell out of the window and [StoreException.NotOwner] when the shard has left.
    List<StoreEvent> await(Duration atMost) throws InterruptedException;

    /// Everything up to here has been yielded or did not pass the filter: what a bookmark says.
    ResourceVersion position();

    @Override
    void close();
}
