package dev.marina.controlplane.plan;

import dev.marina.api.ClusterId;
import dev.marina.store.ClusterImage;
import dev.marina.store.FeedConsumer;
import dev.marina.store.StoreEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Hands a copy's changes on to its controllers and its scheduler, and notes those that count. Called by the store before it answers a writer.
final class Changes implements FeedConsumer {

    private final List<FeedConsumer> readers;
    private final List<StoreEvent> noted = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean noting;

    Changes(List<FeedConsumer> readers) {
        this.readers = List.copyOf(readers);
    }

    /// From here on.
    void note() {
        noting = true;
    }

    List<StoreEvent> noted() {
        return List.copyOf(noted);
    }

    int count() {
        return noted.size();
    }

    /// Of the objects that were written.
    long bytes() {
        return bytes.get();
    }

    @Override
    public void loaded(ClusterImage image) {
        readers.forEach(reader -> reader.loaded(image));
    }

    @Override
    public void changed(ClusterImage image, List<StoreEvent> events) {
        if (noting) {
            noted.addAll(events);
            events.forEach(event -> event.current().ifPresent(stored -> bytes.addAndGet(stored.bytes().length)));
        }
        readers.forEach(reader -> reader.changed(image, events));
    }

    @Override
    public void dropped(ClusterId cluster) {
        readers.forEach(reader -> reader.dropped(cluster));
    }
}
