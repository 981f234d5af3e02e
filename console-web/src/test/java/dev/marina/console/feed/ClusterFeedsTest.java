package dev.marina.console.feed;

import static dev.marina.console.feed.ScriptedSource.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterFeedsTest {

    private static final Pace QUICK = new Pace(Duration.ofMillis(1), new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)), Duration.ZERO,
            Duration.ofMillis(1), Duration.ofMillis(5));
    private static final Pace PATIENT = new Pace(Duration.ofMillis(1), new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)), Duration.ofHours(1),
            Duration.ofHours(1), Duration.ofHours(1));
    private static final ClusterFeeds.Key PODS = new ClusterFeeds.Key("alice", "acme/web", "pods");

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

    private ClusterFeeds feeds = new ClusterFeeds(FeedLimits.STANDARD, PATIENT, Clock.systemUTC(), TIMER);
    private final BlockingQueue<Rows> seen = new LinkedBlockingQueue<>();
    private Rows last;

    @AfterEach
    void close() {
        feeds.close();
    }

    private Rows await(Predicate<Rows> wanted) throws InterruptedException {
        while (true) {
            Rows rows = seen.poll(10, TimeUnit.SECONDS);
            assertTrue(rows != null, () -> "it did not come; the last was " + last);
            last = rows;
            if (wanted.test(rows)) {
                return rows;
            }
        }
    }

    private static Predicate<Rows> shows(String... names) {
        return rows -> rows.rows().stream().map(Row::name).toList().equals(List.of(names));
    }

    private static TableSource.Change put(Row row, String version) {
        return new TableSource.Change.Put(row, false, version);
    }

    @Test
    void aListIsFollowedByWhatChanges() throws Exception {
        ScriptedSource source = new ScriptedSource().has(row("a", "Running"), row("b", "Pending"));
        feeds.subscribe(PODS, () -> source, seen::add);
        Rows first = await(shows("a", "b"));

        source.says(put(row("b", "Running"), "11"));
        Rows second = await(rows -> rows.rows().size() == 2 && rows.rows().get(1).cells().contains("Running"));
        source.says(new TableSource.Change.Gone("uid-a", "12"));
        await(shows("b"));

        assertInstanceOf(FeedState.Live.class, first.state());
        assertSame(first.rows().getFirst(), second.rows().getFirst(), "a row that did not change is the same instance");
    }

    @Test
    void twoPagesOfOnePersonShareOneWatchAndTwoPersonsDoNot() throws Exception {
        ScriptedSource alices = new ScriptedSource().has(row("a", "Running"));
        ScriptedSource bobs = new ScriptedSource().has(row("b", "Running"));
        feeds.subscribe(PODS, () -> alices, seen::add);
        await(shows("a"));
        feeds.subscribe(PODS, () -> { throw new AssertionError("a second watch"); }, seen::add);
        await(shows("a"));
        feeds.subscribe(new ClusterFeeds.Key("bob", "acme/web", "pods"), () -> bobs, seen::add);
        await(shows("b"));

        assertEquals(1, alices.watches);
        assertEquals(2, feeds.size());
    }

    @Test
    void aLostWatchIsSaidAndItsEndToo() throws Exception {
        ScriptedSource source = new ScriptedSource().has(row("a", "Running"));
        feeds.subscribe(PODS, () -> source, seen::add);
        await(shows("a"));

        source.unreachable = new IOException("refused");
        source.breaks();
        Rows lost = await(rows -> rows.state() instanceof FeedState.Reconnecting);
        source.unreachable = null;
        await(rows -> rows.state() instanceof FeedState.Live);

        assertEquals(1, lost.rows().size(), "what was seen stays in sight");
        assertEquals(1, source.lists, "a watch that was lost goes on from its version");
    }

    @Test
    void aWatchLostForLongIsStale() throws Exception {
        feeds = new ClusterFeeds(FeedLimits.STANDARD, QUICK, Clock.systemUTC(), TIMER);
        ScriptedSource source = new ScriptedSource().has(row("a", "Running"));
        feeds.subscribe(PODS, () -> source, seen::add);
        await(shows("a"));

        source.unreachable = new IOException("no route");
        source.breaks();

        Rows stale = await(rows -> rows.state() instanceof FeedState.Stale);
        assertEquals("no route",
                ((FeedState.Stale) await(rows -> rows.state() instanceof FeedState.Stale said && said.reason().equals("no route")).state()).reason());
        assertEquals(1, stale.rows().size());
    }

    @Test
    void aVersionThatIsGoneMakesANewList() throws Exception {
        ScriptedSource source = new ScriptedSource().has(row("a", "Running"), row("b", "Running"));
        feeds.subscribe(PODS, () -> source, seen::add);
        Rows first = await(shows("a", "b"));

        source.has(row("a", "Running"), row("c", "Running"));
        source.watchRefuses(410);
        Rows second = await(shows("a", "c"));

        assertSame(first.rows().getFirst(), second.rows().getFirst());
        assertEquals(2, source.lists);
    }

    @Test
    void aRightThatIsGoneTakesTheRowsWithIt() throws Exception {
        ScriptedSource source = new ScriptedSource().has(row("a", "Running"));
        feeds.subscribe(PODS, () -> source, seen::add);
        await(shows("a"));

        source.watchRefuses(403);

        Rows refused = await(rows -> rows.state() instanceof FeedState.Refused);
        assertEquals(List.of(), refused.rows());
    }

    @Test
    void aRefusalIsAskedAboutAgain() throws Exception {
        feeds = new ClusterFeeds(FeedLimits.STANDARD, QUICK, Clock.systemUTC(), TIMER);
        ScriptedSource source = new ScriptedSource().has(row("a", "Running")).refuses(new TableSource.Refusal(403, "no"));
        feeds.subscribe(PODS, () -> source, seen::add);
        await(rows -> rows.state() instanceof FeedState.Refused);

        source.refuses(null);

        await(shows("a"));
    }

    @Test
    void theEndOfALoginIsTheEndOfTheFeed() throws Exception {
        ScriptedSource over = new ScriptedSource().refuses(new TableSource.LoginEnded(null));
        ScriptedSource again = new ScriptedSource().has(row("a", "Running"));
        feeds.subscribe(PODS, () -> over, seen::add);
        await(rows -> rows.state() instanceof FeedState.LoginOver);

        feeds.subscribe(PODS, () -> again, seen::add);

        await(shows("a"));
    }

    @Test
    void whatHasNoRoomIsCountedAndOthersKeepTheirs() throws Exception {
        Row sample = row("pod-1000", "Running");
        feeds = new ClusterFeeds(new FeedLimits(2, 10 * sample.bytes(), 15 * sample.bytes()), PATIENT, Clock.systemUTC(), TIMER);
        ScriptedSource many = new ScriptedSource().has(IntStream.range(1000, 2200).mapToObj(i -> row("pod-" + i, "Running")).toArray(Row[]::new));
        feeds.subscribe(PODS, () -> many, seen::add);

        Rows rows = await(Rows::listed);
        assertEquals(10, rows.rows().size());
        assertEquals(1190, rows.unseen());
        assertEquals(1, many.lists, "pages that nobody can see are not asked for");

        many.says(new TableSource.Change.Gone("uid-pod-1000", "11"));
        await(now -> now.rows().size() == 9);
        many.says(put(row("pod-1500", "Running"), "12"));
        assertEquals(1189, await(now -> now.rows().size() == 10).unseen());

        ScriptedSource others = new ScriptedSource().has(row("pod-2500", "Running"));
        feeds.subscribe(new ClusterFeeds.Key("bob", "other/web", "pods"), () -> others, seen::add);
        assertEquals(0, await(shows("pod-2500")).unseen());
    }

    @Test
    void listsPerPersonAreLimited() throws Exception {
        feeds = new ClusterFeeds(new FeedLimits(1, 1 << 20, 1 << 20), PATIENT, Clock.systemUTC(), TIMER);
        feeds.subscribe(PODS, () -> new ScriptedSource().has(row("a", "Running")), seen::add);
        await(shows("a"));

        feeds.subscribe(new ClusterFeeds.Key("alice", "acme/web", "services"), ScriptedSource::new, seen::add);

        assertEquals(429, ((FeedState.Refused) await(rows -> rows.state() instanceof FeedState.Refused).state()).status());
    }

    @Test
    void aFeedThatNobodySeesEndsAndGivesBackItsRoom() throws Exception {
        feeds = new ClusterFeeds(FeedLimits.STANDARD, QUICK, Clock.systemUTC(), TIMER);
        ScriptedSource source = new ScriptedSource().has(row("a", "Running"));
        ClusterFeeds.Subscription page = feeds.subscribe(PODS, () -> source, seen::add);
        Rows first = await(shows("a"));

        page.close();
        page.close();
        while (feeds.size() > 0) {
            Thread.onSpinWait();
        }

        feeds.subscribe(PODS, () -> source, seen::add);
        assertNotSame(first, await(shows("a")));
    }
}
