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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Decodes stored bytes into model classes once per object and version. What it hands out is shared and must not be changed:
/// copies are made with builders. One cache of bounded size for all clusters, which keeps of each object the newest two versions asked
/// for, since whoever follows the store looks at an object before and after each change, one later than the other; any thread may call it.
public final class Decoder {

    /// Encoded bytes of what is kept; decoded it is about five times as large.
    private static final long MOST_BYTES = 16 << 20;

    /// So many objects are read side by side.
    private static final int AT_ONCE = 64;

    /// One for all of the process: what it finds out about each class takes longer than to read a few objects.
    private static final KubernetesSerialization SERIALIZATION = ModelReading.serialization();

    /// Who follows the store asks for the same object at the same time: one reads it, the others wait for what it has read. By key; taken before `lock`.
    private final List<ReentrantLock> reading = Stream.generate(ReentrantLock::new).limit(AT_ONCE).toList();
    /// Guards `clusters` and `bytes`; never held while decoding.
    private final ReentrantLock lock = new ReentrantLock();
    /// In the order in which they were last asked for.
    private final Map<ClusterId, Cached> clusters = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;

    /// What is kept of one cluster, so that it goes in one step when the cluster leaves memory.
    private static final class Cached {
        final Map<ObjectKey, Newest> objects = new LinkedHashMap<>(16, 0.75f, true);
        long bytes;
    }

    private record Decoded(ResourceVersion version, Object object, int bytes) {}

    /// @param before null where none was asked for
    private record Newest(Decoded last, Decoded before) {

        Object find(ResourceVersion version) {
            return last.version.equals(version) ? last.object : before != null && before.version.equals(version) ? before.object : null;
        }

        Newest with(Decoded other) {
            int order = last.version.compareTo(other.version);
            if (order < 0) {
                return new Newest(other, last);
            }
            return order > 0 && (before == null || before.version.compareTo(other.version) < 0) ? new Newest(last, other) : this;
        }

        int bytes() {
            return last.bytes + (before == null ? 0 : before.bytes);
        }
    }

    /// Empty for bytes that cannot be read as this type; such an object is left alone.
    public <T> Optional<T> decode(Stored stored, Class<T> model) {
        if (stored.opaque()) {
            return Optional.empty();
        }
        Object known = cached(stored.key(), stored.version());
        if (known == null) {
            known = readOnce(stored, model);
        }
        return model.isInstance(known) ? Optional.of(model.cast(known)) : Optional.empty();
    }

    private Object readOnce(Stored stored, Class<?> model) {
        ReentrantLock mine = reading.get(Math.floorMod(stored.key().hashCode(), AT_ONCE));
        mine.lock();
        try {
            Object known = cached(stored.key(), stored.version());
            if (known == null) {
                known = read(stored.bytes(), model);
                keep(stored.key(), new Decoded(stored.version(), known, stored.bytes().length));
            }
            return known;
        } finally {
            mine.unlock();
        }
    }

    public <T> T read(Document document, Class<T> model) {
        return SERIALIZATION.unmarshal(new ByteArrayInputStream(document.bytes()), model);
    }

    public Document write(Object object) {
        return Document.parse(SERIALIZATION.asJson(object).getBytes(StandardCharsets.UTF_8));
    }

    private Object read(byte[] bytes, Class<?> model) {
        try {
            return SERIALIZATION.unmarshal(new ByteArrayInputStream(bytes), model);
        } catch (RuntimeException e) {
            return new Unreadable(e.getMessage());
        }
    }

    /// Kept instead of an object, so that it is not tried again and again.
    private record Unreadable(String why) {}

    private Object cached(ObjectKey key, ResourceVersion version) {
        lock.lock();
        try {
            Cached cluster = clusters.get(key.cluster());
            Newest known = cluster == null ? null : cluster.objects.get(key);
            return known == null ? null : known.find(version);
        } finally {
            lock.unlock();
        }
    }

    private void keep(ObjectKey key, Decoded decoded) {
        lock.lock();
        try {
            Cached cluster = clusters.computeIfAbsent(key.cluster(), _ -> new Cached());
            Newest known = cluster.objects.get(key);
            Newest now = known == null ? new Newest(decoded, null) : known.with(decoded);
            cluster.objects.put(key, now);
            count(cluster, now.bytes() - (known == null ? 0 : known.bytes()));
            makeRoom();
        } finally {
            lock.unlock();
        }
    }

    private void count(Cached cluster, int more) {
        cluster.bytes += more;
        bytes += more;
    }

    /// The object that its cluster has not asked for the longest, of the cluster that has asked for none the longest.
    private void makeRoom() {
        for (var eldest = clusters.values().iterator(); bytes > MOST_BYTES && eldest.hasNext();) {
            Cached cluster = eldest.next();
            for (var object = cluster.objects.values().iterator(); bytes > MOST_BYTES && object.hasNext();) {
                count(cluster, -object.next().bytes());
                object.remove();
            }
            if (cluster.objects.isEmpty()) {
                eldest.remove();
            }
        }
    }

    /// How many objects of the cluster are kept decoded.
    public int kept(ClusterId cluster) {
        lock.lock();
        try {
            Cached known = clusters.get(cluster);
            return known == null ? 0 : known.objects.size();
        } finally {
            lock.unlock();
        }
    }

    /// What is in the cache of a cluster that has left memory leaves it too.
    void forget(ClusterId cluster) {
        lock.lock();
        try {
            Cached gone = clusters.remove(cluster);
            bytes -= gone == null ? 0 : gone.bytes;
        } finally {
            lock.unlock();
        }
    }
}
