package dev.marina.labs.source;

import dev.marina.api.ClusterId;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.content.UnusableArchive;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Archives that have been read: of each cluster, and of each that a class opens, those that were used last, and not too many of all. A cluster has one of its
/// archives read at a time, and all together two: whoever sends what takes long waits for themselves, and keeps one processor busy.
final class ReadSources {

    private static final int MOST = 48;
    private static final int MOST_OF_A_CLUSTER = 4;
    private static final int LANES = 64;

    private final LabCatalogue installation;
    private final Semaphore turns = new Semaphore(2, true);
    /// Clusters have one each, mostly of their own.
    private final ReentrantLock[] lanes = Stream.generate(() -> new ReentrantLock(true)).limit(LANES).toArray(ReentrantLock[]::new);
    /// Guards `known`.
    private final ReentrantLock lock = new ReentrantLock();
    /// The one that was used last is the last.
    private final Map<Key, LabCatalogue> known = new LinkedHashMap<>(16, 0.75f, true);

    ReadSources(LabCatalogue installation) {
        this.installation = installation;
    }

    /// Whose turn it is, and whose archives are counted.
    ///
    /// @param whose a cluster's id, or the name of what a class opens, which is one for all clusters
    record Of(String whose) {

        static Of cluster(ClusterId cluster) {
            return new Of(cluster.value());
        }
    }

    private record Key(Of of, String content) {}

    /// Waits for its turn.
    LabCatalogue read(Of of, SourceContent content) throws UnusableArchive {
        Key key = new Key(of, content.key());
        LabCatalogue before = find(key);
        if (before != null) {
            return before;
        }
        ReentrantLock lane = lanes[Math.floorMod(of.hashCode(), LANES)];
        lane.lock();
        try {
            LabCatalogue meanwhile = find(key);
            return meanwhile != null ? meanwhile : keep(key, inTurn(content));
        } finally {
            lane.unlock();
        }
    }

    private LabCatalogue inTurn(SourceContent content) throws UnusableArchive {
        turns.acquireUninterruptibly();
        try {
            return LabCatalogue.of(content.name(), content.base64(), installation);
        } finally {
            turns.release();
        }
    }

    private LabCatalogue find(Key key) {
        lock.lock();
        try {
            return known.get(key);
        } finally {
            lock.unlock();
        }
    }

    private LabCatalogue keep(Key key, LabCatalogue read) {
        lock.lock();
        try {
            known.put(key, read);
            long own = known.keySet().stream().filter(each -> each.of.equals(key.of)).count();
            for (Iterator<Key> oldest = known.keySet().iterator(); oldest.hasNext() && own > MOST_OF_A_CLUSTER;) {
                if (oldest.next().of.equals(key.of)) {
                    oldest.remove();
                    own--;
                }
            }
            if (known.size() > MOST) {
                known.remove(known.keySet().iterator().next());
            }
            return read;
        } finally {
            lock.unlock();
        }
    }
}
