package dev.marina.console.feed;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// All feeds of the console: each once per person and list, however many pages show it. Safe for use by several threads.
public final class ClusterFeeds implements AutoCloseable {

    private final FeedLimits limits;
    private final Pace pace;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    /// Guards the three maps below.
    private final Object lock = new Object();
    private final Map<Key, Shared> feeds = new HashMap<>();
    private final Map<String, Allowance> persons = new HashMap<>();
    private final Map<String, Allowance> clusters = new HashMap<>();

    /// @param timer of somebody else, who ends it; it only says when
    public ClusterFeeds(FeedLimits limits, ScheduledExecutorService timer) {
        this(limits, Pace.STANDARD, Clock.systemUTC(), timer);
    }

    ClusterFeeds(FeedLimits limits, Pace pace, Clock clock, ScheduledExecutorService timer) {
        this.limits = limits;
        this.pace = pace;
        this.clock = clock;
        this.timer = timer;
    }

    /// What a feed is about, and for whom: rows are never handed to another person, who may have fewer rights.
    ///
    /// @param person unique and lasting
    /// @param cluster such as `acme/web`
    /// @param list such as `apps/v1/deployments?namespace=shop`
    public record Key(String person, String cluster, String list) {}

    /// Listens to a list until closed. The listener is called from threads of ours, soon and then at each change.
    ///
    /// @param source asked for only where nobody follows this list yet
    public Subscription subscribe(Key key, Supplier<TableSource> source, Consumer<Rows> listener) {
        Shared shared;
        synchronized (lock) {
            shared = feeds.get(key);
            if (shared == null || !shared.feed.alive()) {
                if (feeds.keySet().stream().filter(one -> one.person().equals(key.person())).count() >= limits.listsPerPerson()) {
                    listener.accept(new Rows(List.of(), List.of(), new FeedState.Refused(429,
                            "more than %d lists are open at once; close some pages".formatted(limits.listsPerPerson())), 0));
                    return () -> {};
                }
                shared = new Shared(new Feed(key.list(), source.get(), List.of(
                        persons.computeIfAbsent(key.person(), _ -> new Allowance(limits.bytesPerPerson())),
                        clusters.computeIfAbsent(key.cluster(), _ -> new Allowance(limits.bytesPerCluster()))), pace, clock, timer));
                feeds.put(key, shared);
                shared.feed.start();
            }
            shared.users++;
        }
        shared.feed.add(listener);
        return new Leaving(key, shared, listener);
    }

    private void leave(Key key, Shared shared) {
        synchronized (lock) {
            shared.users--;
            if (shared.users == 0) {
                timer.schedule(() -> endIfUnused(key, shared), pace.linger().toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void endIfUnused(Key key, Shared shared) {
        synchronized (lock) {
            if (shared.users > 0) {
                return;
            }
            shared.feed.end();
            feeds.remove(key, shared);
            if (feeds.keySet().stream().noneMatch(one -> one.person().equals(key.person()))) {
                persons.remove(key.person());
            }
            if (feeds.keySet().stream().noneMatch(one -> one.cluster().equals(key.cluster()))) {
                clusters.remove(key.cluster());
            }
        }
    }

    /// How many lists are followed now.
    public int size() {
        synchronized (lock) {
            return feeds.size();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            feeds.values().forEach(shared -> shared.feed.end());
            feeds.clear();
        }
    }

    /// A page's part in a feed.
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        /// May be called twice.
        @Override
        void close();
    }

    private final class Leaving implements Subscription {
        private final Key key;
        private final Shared shared;
        private final Consumer<Rows> listener;
        private boolean left;

        private Leaving(Key key, Shared shared, Consumer<Rows> listener) {
            this.key = key;
            this.shared = shared;
            this.listener = listener;
        }

        @Override
        public synchronized void close() {
            if (!left) {
                left = true;
                shared.feed.remove(listener);
                leave(key, shared);
            }
        }
    }

    private static final class Shared {
        private final Feed feed;
        private int users;

        private Shared(Feed feed) {
            this.feed = feed;
        }
    }
}
