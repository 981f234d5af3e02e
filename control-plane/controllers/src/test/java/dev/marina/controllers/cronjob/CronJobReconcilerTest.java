package dev.marina.controllers.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CronJobReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aJobIsMadeAtItsTimeOnceWhateverIsDoneTwice() throws Exception {
        world.writes(acme).create(Types.CRON_JOBS, Samples.cronJob("tick", "* * * * *"));
        assertEquals(Outcome.recheckAfter(Duration.ofMillis(60_100)), reconcile());
        world.time.advance(Duration.ofMillis(60_100));

        reconcile();
        CronJob before = new CronJobBuilder(cron()).editStatus().withLastScheduleTime(null).withActive(List.of()).endStatus().build();
        world.writes(acme).updateStatus(Types.CRON_JOBS, before);
        reconcile();

        Job job = jobs().getFirst();
        assertEquals(1, jobs().size());
        assertEquals("tick-" + world.time.instant().getEpochSecond() / 60, job.getMetadata().getName());
        assertEquals("2026-01-01T00:01:00Z", job.getMetadata().getAnnotations().get("batch.kubernetes.io/cronjob-scheduled-timestamp"));
        assertEquals("tick", Snapshot.controller(job).orElseThrow().getName());
        assertEquals("2026-01-01T00:01:00Z", cron().getStatus().getLastScheduleTime());
        assertEquals(job.getMetadata().getName(), cron().getStatus().getActive().getFirst().getName());
    }

    @Test
    void aNameThatAnotherJobHasIsSaidAndSkipped() throws Exception {
        world.writes(acme).create(Types.CRON_JOBS, Samples.cronJob("tick", "* * * * *"));
        world.time.advance(Duration.ofMillis(60_100));
        world.writes(acme).create(Types.JOBS, Samples.job("tick-" + world.time.instant().getEpochSecond() / 60, 1, 1));

        assertEquals(Outcome.recheckAfter(Duration.ofMinutes(1)), reconcile());

        assertEquals(1, jobs().size());
        assertEquals(List.of("FailedCreate"), world.snapshot(acme).list(Types.EVENTS, "default").stream().map(Event::getReason).toList());
        world.time.advance(Duration.ofMinutes(1));
        reconcile();
        assertEquals(2, jobs().size());
    }

    /// A tenant with a thousand of them that are due in the same minute does not keep another's waiting.
    @Test
    void aThousandDueAtOnceHoldNobodyUp() {
        ClusterId other = world.cluster("other");
        for (int i = 0; i < 1000; i++) {
            world.writes(acme).create(Types.CRON_JOBS, Samples.cronJob("bomb-" + i, "* * * * *"));
        }
        world.writes(other).create(Types.CRON_JOBS, Samples.cronJob("tick", "* * * * *"));
        world.time.advance(Duration.ofSeconds(61));

        world.start(List.of(CronJobReconciler.controller()));

        world.await("the neighbour's job is there", () -> world.snapshot(other).image().count(Types.JOBS.groupResource()) == 1,
                () -> world.snapshot(other).image());
        int before = world.snapshot(acme).image().count(Types.JOBS.groupResource());
        assertEquals(true, before < 1000, () -> "the neighbour waited for all of them");
        world.await("every job is made once", () -> world.snapshot(acme).image().count(Types.JOBS.groupResource()) == 1000,
                () -> world.snapshot(acme).image().count(Types.JOBS.groupResource()));
    }

    private Outcome reconcile() throws Exception {
        return world.reconcile(new CronJobReconciler(), acme, "default", "tick");
    }

    private CronJob cron() {
        return world.require(acme, Types.CRON_JOBS, "default", "tick");
    }

    private List<Job> jobs() {
        return world.snapshot(acme).list(Types.JOBS, "default");
    }
}
