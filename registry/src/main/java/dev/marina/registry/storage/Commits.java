package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Which contents are just being put into repositories, so that none is swept away between the registry's look whether it has it and the link to it.
/// Thread-safe.
public final class Commits {

    private static final Duration REMEMBERED = Duration.ofHours(2);

    private final Clock clock;
    /// Guarded by this, as is everything below. Those under way.
    private final Map<Digest, Integer> underWay = new HashMap<>();
    private final Map<Digest, Instant> begun = new HashMap<>();
    private Digest beingRemoved;

    public Commits(Clock clock) {
        this.clock = clock;
    }

    /// Waits while it is being removed. [#end] must follow.
    public synchronized void begin(Digest content) throws InterruptedException {
        while (content.equals(beingRemoved)) {
            wait();
        }
        underWay.merge(content, 1, Integer::sum);
        begun.put(content, clock.instant());
    }

    public synchronized void end(Digest content) {
        underWay.compute(content, (_, count) -> count == null || count <= 1 ? null : count - 1);
    }

    /// Something that deletes files.
    interface Deletion {
        void run() throws IOException;
    }

    /// Carries the deletion out unless the content was put somewhere since, or is being put. Whether it did.
    boolean unlessCommitted(Digest content, Instant since, Deletion deletion) throws IOException {
        synchronized (this) {
            begun.values().removeIf(time -> time.isBefore(clock.instant().minus(REMEMBERED)));
            Instant last = begun.get(content);
            if (underWay.containsKey(content) || last != null && !last.isBefore(since)) {
                return false;
            }
            beingRemoved = content;
        }
        try {
            deletion.run();
            return true;
        } finally {
            synchronized (this) {
                beingRemoved = null;
                notifyAll();
            }
        }
    }
}
