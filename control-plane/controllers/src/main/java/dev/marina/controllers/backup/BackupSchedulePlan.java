package dev.marina.controllers.backup;

import dev.marina.api.schedule.CronSchedule;
import dev.marina.model.Backup;
import dev.marina.model.BackupSchedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is due of a schedule, and which of its backups are not kept any more.
///
/// @param due the last time that was due and has not been seen to; earlier ones that were missed stay missed
/// @param take whether a backup is made for it; not while the one before is under way
/// @param next when one is due again
/// @param remove good ones beyond what is kept, and failed ones but for the newest
record BackupSchedulePlan(Optional<Instant> due, boolean take, Optional<Instant> next, List<Backup> remove) {

    private static final int FAILED_KEPT = 3;
    private static final int MOST_MISSED = 10_000;
    private static final Set<String> UNDER_WAY = Set.of(Backup.PENDING, Backup.TAKING, Backup.CHECKING);
    private static final DateTimeFormatter IN_NAMES = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);
    private static final Comparator<Backup> NEWEST_FIRST = Comparator.comparing((Backup backup) -> backup.getMetadata().getCreationTimestamp())
            .thenComparing(backup -> backup.getMetadata().getName()).reversed();

    /// @param own backups of this schedule
    static BackupSchedulePlan of(BackupSchedule schedule, List<Backup> own, Instant now) {
        Times times = times(schedule, now);
        boolean free = own.stream().noneMatch(backup -> UNDER_WAY.contains(BackupPlan.phase(backup)));
        return new BackupSchedulePlan(times.due(), times.due().isPresent() && free, times.next(), surplus(schedule.getSpec(), own, now));
    }

    private record Times(Optional<Instant> due, Optional<Instant> next) {}

    private static Times times(BackupSchedule schedule, Instant now) {
        if (Boolean.TRUE.equals(schedule.getSpec().suspended())) {
            return new Times(Optional.empty(), Optional.empty());
        }
        try {
            CronSchedule cron = CronSchedule.parse(schedule.getSpec().schedule());
            ZoneId zone = schedule.getSpec().timeZone() == null ? ZoneOffset.UTC : ZoneId.of(schedule.getSpec().timeZone());
            Optional<Instant> due = Optional.empty();
            Optional<Instant> next = cron.next(seen(schedule), zone);
            for (int missed = 0; missed < MOST_MISSED && next.isPresent() && !next.get().isAfter(now); missed++) {
                due = next;
                next = cron.next(next.get(), zone);
            }
            return next.isPresent() && !next.get().isAfter(now) ? new Times(Optional.of(now), cron.next(now, zone)) : new Times(due, next);
        } catch (CronSchedule.Unparseable | DateTimeException _) {
            // Refused when it was written; a time zone may have gone since.
            return new Times(Optional.empty(), Optional.empty());
        }
    }

    /// Until when it was looked after.
    private static Instant seen(BackupSchedule schedule) {
        String last = schedule.getStatus() == null ? null : schedule.getStatus().last();
        return Instant.parse(last == null ? schedule.getMetadata().getCreationTimestamp() : last);
    }

    private static List<Backup> surplus(BackupSchedule.Spec spec, List<Backup> own, Instant now) {
        List<Backup> good = inPhase(own, Backup.CHECKED);
        List<Backup> failed = inPhase(own, Backup.FAILED);
        List<Backup> remove = new ArrayList<>(failed.subList(Math.min(FAILED_KEPT, failed.size()), failed.size()));
        for (int i = 1; i < good.size(); i++) {
            if (spec.keep() != null && i >= spec.keep() || old(spec, good.get(i), now)) {
                remove.add(good.get(i));
            }
        }
        return remove;
    }

    private static List<Backup> inPhase(List<Backup> own, String phase) {
        return own.stream().filter(backup -> !backup.isMarkedForDeletion() && BackupPlan.phase(backup).equals(phase)).sorted(NEWEST_FIRST).toList();
    }

    private static boolean old(BackupSchedule.Spec spec, Backup backup, Instant now) {
        return spec.keepDays() != null && Instant.parse(backup.getMetadata().getCreationTimestamp()).plus(Duration.ofDays(spec.keepDays())).isBefore(now);
    }

    /// The same each time that it is tried, so that nothing is backed up twice for one time.
    static String name(String cluster, Instant due) {
        return cluster + "-" + IN_NAMES.format(due);
    }
}
