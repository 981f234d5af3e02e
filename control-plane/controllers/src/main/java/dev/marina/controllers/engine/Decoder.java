package dev.marina.controllers.engine;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;
import dev.marina.model.ModelReading;
import dev.marina.store.Stored;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Decodes stored bytes into model classes once per object and version. What it hands out is shared and must not be changed:
/// copies are made with builders. One cache of bounded size for all clusters; any thread may call it.
public final class Decoder {

    /// Encoded bytes of what is kept; decoded it is about five times as large.
    private static final long MOST_BYTES = 16 << 20;

    private final KubernetesSerialization serialization = ModelReading.serialization();
    /// Guards `cache` and `bytes`; never held while decoding.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Decoded> cache = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;

    private record Place(ObjectKey key, ResourceVersion version) {}

    private record Decoded(Object object, int bytes) {}

    /// Empty for bytes that cannot be read as this type; such an object is left alone.
    public <T> Optional<T> decode(Stored stored, Class<T> model) {
        if (stored.opaque()) {
            return Optional.empty();
        }
        Place place = new Place(stored.key(), stored.version());
        Object known = cached(place);
        if (known == null) {
            known = read(stored.bytes(), model);
            keep(place, new Decoded(known, stored.bytes().length));
        }
        return model.isInstance(known) ? Optional.of(model.cast(known)) : Optional.empty();
    }

    public <T> T read(Document document, Class<T> model) {
        return serialization.unmarshal(new ByteArrayInputStream(document.bytes()), model);
    }

    public Document write(Object object) {
        return Document.parse(serialization.asJson(object).getBytes(StandardCharsets.UTF_8));
    }

    private Object read(byte[] bytes, Class<?> model) {
        try {
            return serialization.unmarshal(new ByteArrayInputStream(bytes), model);
        } catch (RuntimeException e) {
            return new Unreadable(e.getMessage());
        }
    }

    /// Kept instead of an object, so that it is not tried again and again.
    private record Unreadable(String why) {}

    private Object cached(Place place) {
        lock.lock();
        try {
            Decoded known = cache.get(place);
            return known == null ? null : known.object;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Place place, Decoded decoded) {
        lock.lock();
        try {
            Decoded before = cache.put(place, decoded);
            bytes += decoded.bytes - (before == null ? 0 : before.bytes);
            for (var eldest = cache.entrySet().iterator(); bytes > MOST_BYTES && eldest.hasNext();) {
                bytes -= eldest.next().getValue().bytes;
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is in the cache of a cluster that has left memory leaves it too.
    void forget(ClusterId cluster) {
        lock.lock();
        try {
            cache.entrySet().removeIf(entry -> {
                boolean its = entry.getKey().key().cluster().equals(cluster);
                bytes -= its ? entry.getValue().bytes : 0;
                return its;
            });
        } finally {
            lock.unlock();
        }
    }
}
