package dev.marina.controllers.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Backup;
import dev.marina.model.BackupSchedule;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupSchedulePlanTest {

    private static BackupSchedule schedule(String cron, String zone, Integer keep, Integer days, Boolean suspended, String last) {
        BackupSchedule schedule = new BackupSchedule();
        schedule.setMetadata(new ObjectMetaBuilder().withName("default").withCreationTimestamp("2026-03-01T00:00:00Z").build());
        schedule.setSpec(new BackupSchedule.Spec(cron, zone, keep, days, suspended));
        schedule.setStatus(last == null ? null : new BackupSchedule.Status(last, null, List.of()));
        return schedule;
    }

    private static Backup backup(String made, String phase) {
        Backup backup = new Backup();
        backup.setMetadata(new ObjectMetaBuilder().withName("b-" + made).withCreationTimestamp(made).build());
        backup.setSpec(new Backup.Spec("default", "default"));
        backup.setStatus(Backup.Status.of(phase, List.of()));
        return backup;
    }

    private static BackupSchedulePlan at(BackupSchedule schedule, String now, Backup... own) {
        return BackupSchedulePlan.of(schedule, List.of(own), Instant.parse(now));
    }

    @Test
    void itIsDueByTheClocksOfItsZoneAlsoWhereTheyAreSet() {
        BackupSchedule schedule = schedule("30 3 * * *", "Europe/Berlin", 7, null, null, "2026-03-28T02:30:00Z");
        assertEquals(Optional.of(Instant.parse("2026-03-29T01:30:00Z")), at(schedule, "2026-03-28T12:00:00Z").next(), "an hour earlier from that night on");
        assertTrue(at(schedule, "2026-03-28T12:00:00Z").due().isEmpty());
        BackupSchedulePlan due = at(schedule, "2026-03-29T01:30:00Z");
        assertEquals(Optional.of(Instant.parse("2026-03-29T01:30:00Z")), due.due());
        assertTrue(due.take());
        assertEquals("default-20260329-0130", BackupSchedulePlan.name("default", due.due().get()));
    }

    @Test
    void ofSeveralThatWereMissedTheLastIsMadeUpFor() {
        BackupSchedulePlan plan = at(schedule("0 * * * *", null, 7, null, null, "2026-03-01T00:00:00Z"), "2026-03-04T07:20:00Z");
        assertEquals(Optional.of(Instant.parse("2026-03-04T07:00:00Z")), plan.due());
        assertEquals(Optional.of(Instant.parse("2026-03-04T08:00:00Z")), plan.next());
    }

    @Test
    void noneIsBegunWhileTheOneBeforeIsUnderWayNorWhileSuspended() {
        BackupSchedulePlan busy = at(schedule("0 * * * *", null, 7, null, null, null), "2026-03-01T01:00:00Z", backup("2026-03-01T00:30:00Z", Backup.CHECKING));
        assertTrue(busy.due().isPresent());
        assertFalse(busy.take());
        BackupSchedulePlan suspended = at(schedule("0 * * * *", null, 7, null, true, null), "2026-03-01T01:00:00Z");
        assertTrue(suspended.due().isEmpty() && suspended.next().isEmpty());
    }

    @Test
    void theNewestGoodOnesStayAndTheNewestHoweverOldItIs() {
        Backup[] own = {backup("2026-03-01T00:00:00Z", Backup.CHECKED), backup("2026-03-02T00:00:00Z", Backup.CHECKED),
                backup("2026-03-03T00:00:00Z", Backup.FAILED), backup("2026-03-04T00:00:00Z", Backup.CHECKED), backup("2026-03-05T00:00:00Z", Backup.CHECKING)};
        assertEquals(List.of(own[0]), at(schedule("0 0 * * *", null, 2, null, null, null), "2026-03-05T01:00:00Z", own).remove());
        assertEquals(List.of(own[1], own[0]), at(schedule("0 0 * * *", null, 9, 5, null, null), "2026-04-05T01:00:00Z", own).remove());
        Backup[] failed = {backup("2026-03-01T00:00:00Z", Backup.FAILED), backup("2026-03-02T00:00:00Z", Backup.FAILED),
                backup("2026-03-03T00:00:00Z", Backup.FAILED), backup("2026-03-04T00:00:00Z", Backup.FAILED)};
        assertEquals(List.of(failed[0]), at(schedule("0 0 * * *", null, 9, null, null, null), "2026-03-05T01:00:00Z", failed).remove());
    }
}
