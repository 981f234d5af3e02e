package dev.marina.labs.source;

import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.content.UnusableArchive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// Archives that have been read, as many as were used last. One is read at a time: whoever sends what takes long keeps one processor busy, and no more.
final class ReadSources {

    private static final int MOST = 32;

    private final LabCatalogue installation;
    private final Semaphore turns = new Semaphore(1, true);
    /// Guards `known`.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, LabCatalogue> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LabCatalogue> eldest) {
            return size() > MOST;
        }
    };

    ReadSources(LabCatalogue installation) {
        this.installation = installation;
    }

    /// Waits for its turn.
    LabCatalogue read(SourceContent content) throws UnusableArchive {
        String key = content.key();
        LabCatalogue before = find(key);
        if (before != null) {
            return before;
        }
        turns.acquireUninterruptibly();
        try {
            LabCatalogue meanwhile = find(key);
            return meanwhile != null ? meanwhile : keep(key, LabCatalogue.of(content.name(), content.base64(), installation));
        } finally {
            turns.release();
        }
    }

    private LabCatalogue find(String key) {
        lock.lock();
        try {
            return known.get(key);
        } finally {
            lock.unlock();
        }
    }

    private LabCatalogue keep(String key, LabCatalogue read) {
        lock.lock();
        try {
            known.put(key, read);
            return read;
        } finally {
            lock.unlock();
        }
    }
}
