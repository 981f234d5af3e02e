package dev.marina.api.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When something is due: five fields of cron, one of the descriptors (`@hourly`), or `@every 90m`. Reads and counts as
/// robfig/cron's `ParseStandard` and `Next` do, in whose words it refuses. https://pkg.go.dev/github.com/robfig/cron/v3
public sealed interface CronSchedule {

    /// The first time after `time` by the clocks of the zone; empty when there is none within five years.
    Optional<Instant> next(Instant time, ZoneId zone);

    /// Throws [Unparseable].
    static CronSchedule parse(String text) {
        if (text.isEmpty()) {
            throw new Unparseable("empty spec string");
        }
        if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
            throw new Unparseable("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        if (text.startsWith("@")) {
            return descriptor(text);
        }
        String[] fields = text.strip().isEmpty() ? new String[0] : text.strip().split("\\s+");
        if (fields.length != 5) {
            throw new Unparseable("expected exactly 5 fields, found %d: [%s]".formatted(fields.length, String.join(" ", fields)));
        }
        return new Fields(CronField.MINUTE.parse(fields[0]), CronField.HOUR.parse(fields[1]), CronField.DAY_OF_MONTH.parse(fields[2]),
                CronField.MONTH.parse(fields[3]), CronField.DAY_OF_WEEK.parse(fields[4]));
    }

    private static CronSchedule descriptor(String text) {
        return switch (text) {
            case "@yearly", "@annually" -> parse("0 0 1 1 *");
            case "@monthly" -> parse("0 0 1 * *");
            case "@weekly" -> parse("0 0 * * 0");
            case "@daily", "@midnight" -> parse("0 0 * * *");
            case "@hourly" -> parse("0 * * * *");
            default -> {
                if (!text.startsWith("@every ")) {
                    throw new Unparseable("unrecognized descriptor: " + text);
                }
                Duration every = GoDuration.parse(text.substring("@every ".length()))
                        .orElseThrow(() -> new Unparseable(
                                "failed to parse duration %s: time: invalid duration \"%s\"".formatted(text, text.substring("@every ".length()))));
                yield new Every(every.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : every.truncatedTo(ChronoUnit.SECONDS));
            }
        };
    }

    /// What cannot be read, and why.
    final class Unparseable extends IllegalArgumentException {
        Unparseable(String message) {
            super(message);
        }
    }

    /// A fixed time after the last one.
    record Every(Duration delay) implements CronSchedule {
        @Override
        public Optional<Instant> next(Instant time, ZoneId zone) {
            return Optional.of(time.plus(delay).truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /// Bits of the values that match.
    record Fields(CronField.Values minute, CronField.Values hour, CronField.Values dayOfMonth, CronField.Values month, CronField.Values dayOfWeek)
            implements
                CronSchedule {

        private static final int MOST_YEARS = 5;

        @Override
        public Optional<Instant> next(Instant after, ZoneId zone) {
            ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            int lastYear = time.getYear() + MOST_YEARS;
            while (time.getYear() <= lastYear) {
                if (!month.matches(time.getMonthValue())) {
                    time = startOfDay(time.plusMonths(1).withDayOfMonth(1));
                } else if (!dayMatches(time)) {
                    time = startOfDay(time.plusDays(1));
                } else if (!hour.matches(time.getHour())) {
                    time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
                } else if (!minute.matches(time.getMinute())) {
                    time = time.plusMinutes(1);
                } else {
                    return Optional.of(time.toInstant());
                }
            }
            return Optional.empty();
        }

        private static ZonedDateTime startOfDay(ZonedDateTime time) {
            return time.toLocalDate().atStartOfDay(time.getZone());
        }

        /// Either day will do when both are given, as in every cron since Vixie's.
        private boolean dayMatches(ZonedDateTime time) {
            boolean ofMonth = dayOfMonth.matches(time.getDayOfMonth());
            boolean ofWeek = dayOfWeek.matches(time.getDayOfWeek().getValue() % 7);
            return dayOfMonth.star() || dayOfWeek.star() ? ofMonth && ofWeek : ofMonth || ofWeek;
        }
    }
}
