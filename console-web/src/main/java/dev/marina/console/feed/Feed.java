package dev.marina.console.feed;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One list that a watch keeps up to date. A virtual thread of its own lists, watches and begins again; what it sees is published
/// as an immutable [Rows] and handed to the pages in batches.
final class Feed {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int PAGE_ROWS = 500;

    private final String name;
    private final TableSource source;
    private final Pace pace;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Held held;
    private final List<Consumer<Rows>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean delivering = new AtomicBoolean();
    /// Counts the reasons to deliver.
    private final AtomicInteger wanted = new AtomicInteger();
    private final Thread thread;

    private volatile Rows latest = Rows.NONE;
    private volatile boolean ended;
    /// Those below belong to the feed's thread.
    private List<Column> columns = List.of();
    private String version = "";
    private Instant lost;
    private int failures;

    Feed(String name, TableSource source, List<Allowance> allowances, Pace pace, Clock clock, ScheduledExecutorService timer) {
        this.name = name;
        this.source = source;
        this.pace = pace;
        this.clock = clock;
        this.timer = timer;
        this.held = new Held(allowances);
        this.thread = Thread.ofVirtual().name("feed-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// A listener is called soon with what there is, and after each change, never by two threads at once.
    void add(Consumer<Rows> listener) {
        listeners.add(listener);
        deliverSoon();
    }

    void remove(Consumer<Rows> listener) {
        listeners.remove(listener);
    }

    /// May be called twice.
    void end() {
        ended = true;
        thread.interrupt();
    }

    /// Whether it still follows the cluster: one that failed or whose login ended does not come back.
    boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!ended) {
                turn();
            }
        } catch (InterruptedException _) {
            // end() was called.
        } catch (TableSource.LoginEnded _) {
            publish(new FeedState.LoginOver());
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("feed", name).setCause(e).log("feed failed");
            publish(new FeedState.Stale(clock.instant(), String.valueOf(e.getMessage())));
        } finally {
            held.clear();
        }
    }

    /// A list where one is needed, then a watch until it ends, then the wait that its end deserves.
    private void turn() throws InterruptedException {
        try {
            if (version.isEmpty()) {
                list();
            }
            source.watch(version, this::opened, this::change);
            // A watch has a time limit of its own: it is opened again at once.
        } catch (TableSource.Refusal refusal) {
            refused(refusal);
        } catch (IOException e) {
            if (ended) {
                throw new InterruptedException();
            }
            lost(e);
        }
    }

    private void list() throws IOException {
        held.restart();
        String token = "";
        TableSource.Page page;
        do {
            page = source.list(token, PAGE_ROWS, row -> held.put(row, true));
            columns = page.columns().isEmpty() ? columns : page.columns();
            token = page.continueToken();
        } while (!token.isEmpty() && !held.full());
        held.listed(token.isEmpty() ? 0 : Math.max(page.remaining(), 1));
        version = page.resourceVersion();
    }

    private void opened() {
        failures = 0;
        lost = null;
        publish(new FeedState.Live());
    }

    private void change(TableSource.Change change) {
        version = change.resourceVersion();
        switch (change) {
            case TableSource.Change.Put put -> held.put(put.row(), put.created());
            case TableSource.Change.Gone gone -> held.remove(gone.uid());
            case TableSource.Change.Bookmark _ -> {
                return;
            }
        }
        publish(new FeedState.Live());
    }

    private void refused(TableSource.Refusal refusal) throws InterruptedException {
        if (refusal.status() == 410) {
            version = "";
            return;
        }
        if (refusal.status() == 429 || refusal.status() >= 500) {
            lost(new IOException(refusal.getMessage(), refusal));
            return;
        }
        // What was seen with a right that is gone now is shown no longer.
        held.clear();
        version = "";
        publish(new FeedState.Refused(refusal.status(), refusal.getMessage()));
        Thread.sleep(pace.refusedAgain());
    }

    private void lost(IOException e) throws InterruptedException {
        String reason = String.valueOf(e.getMessage());
        lost = lost == null ? clock.instant() : lost;
        failures++;
        boolean stale = !clock.instant().isBefore(lost.plus(pace.patience()));
        if (latest.listed()) {
            publish(stale ? new FeedState.Stale(lost, reason) : new FeedState.Reconnecting(lost, reason));
        } else if (stale) {
            publish(new FeedState.Refused(503, reason));
        }
        Thread.sleep(pace.backoff().after(failures));
    }

    private void publish(FeedState state) {
        latest = new Rows(columns, held.rows(), state, held.unseen());
        deliverSoon();
    }

    private void deliverSoon() {
        wanted.incrementAndGet();
        if (delivering.compareAndSet(false, true)) {
            timer.schedule(() -> Thread.startVirtualThread(this::deliver), pace.batch().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void deliver() {
        int served = wanted.get();
        Rows rows = latest;
        listeners.forEach(listener -> listener.accept(rows));
        delivering.set(false);
        if (wanted.get() != served) {
            // Something changed, or somebody came, while the others were told.
            deliverSoon();
        }
    }
}
