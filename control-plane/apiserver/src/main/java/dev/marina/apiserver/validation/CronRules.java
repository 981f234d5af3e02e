package dev.marina.apiserver.validation;

import dev.marina.api.schedule.CronSchedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/// What a schedule and its time zone may be.
public final class CronRules {

    private static final Instant SOME_TIME = Instant.parse("2026-01-01T00:00:00Z");
    /// As many turns as a schedule has before its gaps come again, or nearly.
    private static final int TURNS = 200;

    private CronRules() {}

    public static void schedule(Errors errors, String field, String schedule) {
        if (schedule.isEmpty()) {
            errors.required(field);
            return;
        }
        try {
            CronSchedule.parse(schedule);
        } catch (CronSchedule.Unparseable e) {
            errors.invalid(field, schedule, e.getMessage());
        }
    }

    /// That it is not due again before so much time has passed. Whether it can be read at all is another rule's.
    public static void notMoreOftenThan(Errors errors, String field, String schedule, Duration least) {
        CronSchedule parsed;
        try {
            parsed = CronSchedule.parse(schedule);
        } catch (CronSchedule.Unparseable _) {
            return;
        }
        Optional<Instant> before = parsed.next(SOME_TIME, ZoneOffset.UTC);
        for (int turn = 0; turn < TURNS && before.isPresent(); turn++) {
            Optional<Instant> next = parsed.next(before.get(), ZoneOffset.UTC);
            if (next.isPresent() && Duration.between(before.get(), next.get()).compareTo(least) < 0) {
                errors.invalid(field, schedule, "must not be due more often than every %d minutes".formatted(least.toMinutes()));
                return;
            }
            before = next;
        }
    }

    public static void zone(Errors errors, String field, String zone) {
        if (zone.isEmpty()) {
            errors.invalid(field, zone, "timeZone must be nil or non-empty string");
        } else if (zone.toLowerCase(Locale.ROOT).equals("local")) {
            errors.invalid(field, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        } else if (!known(zone)) {
            errors.invalid(field, zone, "unknown time zone " + zone);
        }
    }

    /// Names of the time zone database only: Java would take `+02:00` too.
    private static boolean known(String zone) {
        try {
            return ZoneId.getAvailableZoneIds().contains(zone) && ZoneId.of(zone).getRules() != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
