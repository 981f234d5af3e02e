package dev.marina.controllers.cronjob;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.cronjob.CronJobPlan.Note;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CronJobPlanTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void nothingIsDueBeforeTheFirstTime() {
        CronJobPlan plan = CronJobPlan.of(cron("0 13 * * *"), List.of(), NOON);
        assertEquals(Optional.empty(), plan.create());
        assertEquals(Optional.of(Duration.ofHours(1).plusMillis(100)), plan.recheck());
    }

    @Test
    void theTimeIsThatOfTheZone() {
        CronJob berlin = new CronJobBuilder(cron("0 13 * * *")).editSpec().withTimeZone("Europe/Berlin").endSpec().build();
        assertEquals(Optional.of(NOON), CronJobPlan.of(berlin, List.of(), NOON).create());
        CronJob mars = new CronJobBuilder(cron("0 13 * * *")).editSpec().withTimeZone("Mars/Phobos").endSpec().build();
        CronJob asleep = new CronJobBuilder(mars).editSpec().withSuspend(true).endSpec().build();
        Note unknown = new Note(Severity.Warning, "UnknownTimeZone", "invalid timeZone: \"Mars/Phobos\": unknown time zone Mars/Phobos");
        assertEquals(List.of(unknown), CronJobPlan.of(mars, List.of(), NOON).notes());
        assertEquals(List.of(unknown), CronJobPlan.of(asleep, List.of(), NOON).notes());
    }

    @Test
    void ofMissedTimesOnlyTheLastCountsAndManyAreSaid() {
        CronJobPlan plan = CronJobPlan.of(since(cron("* * * * *"), NOON.minusSeconds(30 * 60)), List.of(), NOON.plusSeconds(20));
        assertEquals(Optional.of(NOON), plan.create());
        assertEquals(List.of(), plan.notes());
        CronJobPlan many = CronJobPlan.of(since(cron("* * * * *"), NOON.minusSeconds(365L * 86_400)), List.of(), NOON);
        assertEquals(Optional.of(NOON), many.create());
        assertEquals(List.of("TooManyMissedTimes"), reasons(many));
    }

    @Test
    void whatIsTooLateIsNotMadeUpFor() {
        CronJob strict = deadline(since(cron("0 * * * *"), NOON.minusSeconds(7200)), 10);
        CronJobPlan late = CronJobPlan.of(strict, List.of(), NOON.plusSeconds(60));
        assertEquals(Optional.empty(), late.create());
        assertEquals(new Note(Severity.Warning, "MissSchedule", "Missed scheduled time to start a job: Thu, 01 Jan 2026 12:00:00 +0000"),
                late.notes().getFirst());
        assertEquals(Optional.of(NOON), CronJobPlan.of(strict, List.of(), NOON.plusSeconds(5)).create());
    }

    @Test
    void onlyTimesThatCouldStillBeStartedAreMissed() {
        CronJob cron = since(cron("* * * * *"), NOON.minusSeconds(86_400));
        assertEquals(List.of("TooManyMissedTimes"), reasons(CronJobPlan.of(deadline(cron, 7200), List.of(), NOON)));
        assertEquals(List.of(), reasons(CronJobPlan.of(deadline(cron, 600), List.of(), NOON)));
    }

    @Test
    void aDeadlineMayBeEnormousOrNone() {
        CronJob cron = since(cron("0 * * * *"), NOON.minusSeconds(3600));
        assertEquals(Optional.of(NOON), CronJobPlan.of(deadline(cron, Long.MAX_VALUE), List.of(), NOON.plusSeconds(1)).create());
        assertEquals(Optional.of(NOON), CronJobPlan.of(deadline(cron, 0), List.of(), NOON).create());
        assertEquals(List.of("MissSchedule"), reasons(CronJobPlan.of(deadline(cron, 0), List.of(), NOON.plusMillis(1))));
    }

    @Test
    void aScheduleThatNeverComesIsSaidAndWaitsForNothing() {
        CronJobPlan plan = CronJobPlan.of(cron("0 0 31 2 *"), List.of(), NOON);
        assertEquals(List.of("InvalidSchedule"), reasons(plan));
        assertEquals(Optional.empty(), plan.recheck());
    }

    /// As after a backup of a cluster whose clock was ahead has been brought back.
    @Test
    void aClockThatHasGoneBackStartsNothingASecondTime() {
        CronJobPlan plan = CronJobPlan.of(since(cron("0 * * * *"), NOON.plusSeconds(7200)), List.of(), NOON.plusSeconds(1));
        assertEquals(Optional.empty(), plan.create());
        assertEquals(List.of(), reasons(plan));
        assertEquals(Optional.of(true), plan.recheck().map(wait -> wait.compareTo(Duration.ofSeconds(1)) > 0), "and it is not looked at all the time");
    }

    @Test
    void anIntervalIsCountedFromTheLastTimeAndNotFromTheLastLook() {
        CronJob hourly = since(cron("@every 1h"), NOON);
        assertEquals(Optional.of(Duration.ofMinutes(30).plusMillis(100)), CronJobPlan.of(hourly, List.of(), NOON.plusSeconds(1800)).recheck());
        CronJobPlan late = CronJobPlan.of(deadline(hourly, 600), List.of(), NOON.plusSeconds(7260));
        assertEquals(Optional.of(NOON.plusSeconds(7200)), late.create());
        assertEquals(Optional.of(Duration.ofMinutes(59).plusMillis(100)), late.recheck());
    }

    @Test
    void oneTimeMakesOneJob() {
        assertEquals(Optional.empty(), CronJobPlan.of(since(cron("0 * * * *"), NOON), List.of(), NOON.plusSeconds(5)).create());
        assertEquals("tick-" + NOON.getEpochSecond() / 60, CronJobPlan.name(cron("0 * * * *"), NOON));
    }

    @Test
    void aJobThatRunsForbidsIsReplacedOrIsJoined() {
        Job running = job("tick-1", null);
        CronJob cron = active(since(cron("0 * * * *"), NOON.minusSeconds(3600)), running);

        CronJobPlan allow = CronJobPlan.of(cron, List.of(running), NOON);
        assertEquals(Optional.of(NOON), allow.create());
        assertEquals(1, allow.status().getActive().size());

        CronJobPlan forbid = CronJobPlan.of(policy(cron, "Forbid"), List.of(running), NOON);
        assertEquals(Optional.empty(), forbid.create());
        assertEquals(List.of("JobAlreadyActive"), reasons(forbid));

        CronJobPlan replace = CronJobPlan.of(policy(cron, "Replace"), List.of(running), NOON);
        assertEquals(List.of(running), replace.delete());
        assertEquals(Optional.of(NOON), replace.create());
        assertEquals(List.of(), replace.status().getActive());
    }

    @Test
    void endedJobsLeaveTheListAndTheOldestOfThemGo() {
        List<Job> ended = List.of(job("tick-1", "Complete"), job("tick-2", "Complete"), job("tick-3", "Failed"), job("tick-4", "Complete"),
                job("tick-5", "Complete"));
        CronJob cron = active(since(cron("0 0 * * *"), NOON), ended.getLast());
        CronJobPlan plan = CronJobPlan.of(cron, ended, NOON.plusSeconds(1));
        assertEquals(List.of("tick-1"), plan.delete().stream().map(job -> job.getMetadata().getName()).toList());
        assertEquals(List.of(), plan.status().getActive());
        assertEquals(NOON.toString(), plan.status().getLastSuccessfulTime());
        assertEquals(new Note(Severity.Normal, "SawCompletedJob", "Saw completed job: tick-5, condition: Complete"), plan.notes().getFirst());
    }

    @Test
    void whatEndedWithoutAStartIsTheYoungest() {
        Job unstarted = new JobBuilder(job("tick-1", "Failed")).editStatus().withStartTime(null).endStatus().build();
        CronJobPlan plan = CronJobPlan.of(since(cron("0 0 * * *"), NOON), List.of(unstarted, job("tick-2", "Failed")), NOON.plusSeconds(1));
        assertEquals(List.of("tick-2"), plan.delete().stream().map(job -> job.getMetadata().getName()).toList());
    }

    @Test
    void jobsThatAreGoneOrNobodysAreSaid() {
        CronJob cron = active(since(cron("0 0 * * *"), NOON), job("tick-1", null));
        assertEquals(List.of("UnexpectedJob", "MissingJob"), reasons(CronJobPlan.of(cron, List.of(job("tick-2", null)), NOON.plusSeconds(1))));
    }

    @Test
    void aJobThatWasMadeBeforeItCouldBeWrittenDownIsOneThatRuns() {
        CronJob cron = new CronJobBuilder(since(cron("* * * * *"), NOON)).editSpec().withConcurrencyPolicy("Forbid").endSpec().build();
        Job made = new JobBuilder(job("tick-1", null)).editMetadata().addToAnnotations(CronJobPlan.SCHEDULED, NOON.plusSeconds(60).toString()).endMetadata()
                .build();
        CronJobPlan plan = CronJobPlan.of(cron, List.of(made), NOON.plusSeconds(121));

        assertEquals(Optional.empty(), plan.create());
        assertEquals(List.of("JobAlreadyActive"), reasons(plan));
        assertEquals(List.of("tick-1"), plan.status().getActive().stream().map(ObjectReference::getName).toList());
        assertEquals(NOON.plusSeconds(60).toString(), plan.status().getLastScheduleTime());
    }

    @Test
    void aSuspendedOneKeepsItsHistoryInOrderAndStartsNothing() {
        CronJob suspended = new CronJobBuilder(since(cron("0 * * * *"), NOON.minusSeconds(7200))).editSpec().withSuspend(true).endSpec().build();
        CronJobPlan plan = CronJobPlan.of(suspended, List.of(), NOON);
        assertEquals(Optional.empty(), plan.create());
        assertEquals(Optional.empty(), plan.recheck());
    }

    private static CronJob cron(String schedule) {
        return Samples.cronJob("tick", schedule);
    }

    private static CronJob since(CronJob cron, Instant last) {
        return new CronJobBuilder(cron).editOrNewStatus().withLastScheduleTime(last.toString()).endStatus().build();
    }

    private static CronJob active(CronJob cron, Job job) {
        return new CronJobBuilder(cron).editOrNewStatus().addToActive(CronJobPlan.reference(job)).endStatus().build();
    }

    private static CronJob deadline(CronJob cron, long seconds) {
        return new CronJobBuilder(cron).editSpec().withStartingDeadlineSeconds(seconds).endSpec().build();
    }

    private static CronJob policy(CronJob cron, String policy) {
        return new CronJobBuilder(cron).editSpec().withConcurrencyPolicy(policy).endSpec().build();
    }

    private static Job job(String name, String end) {
        JobBuilder job = new JobBuilder(Samples.job(name, 1, 1)).withNewStatus().withStartTime("2026-01-01T0" + name.charAt(5) + ":00:00Z").endStatus();
        return end == null
                ? job.build()
                : job.editStatus().withCompletionTime(NOON.toString()).addNewCondition().withType(end).withStatus("True").endCondition().endStatus().build();
    }

    private static List<String> reasons(CronJobPlan plan) {
        return plan.notes().stream().map(Note::reason).toList();
    }
}
