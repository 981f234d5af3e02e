package dev.marina.api.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *          | 2026-03-01T10:00:30Z | 2026-03-01T10:01:00Z
            */15 * * * *       | 2026-03-01T10:46:00Z | 2026-03-01T11:00:00Z
            5/20 * * * *       | 2026-03-01T10:06:00Z | 2026-03-01T10:25:00Z
            0 0 29 2 *         | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z
            30 6 * * MON-fri   | 2026-02-27T07:00:00Z | 2026-03-02T06:30:00Z
            0 0 13 * 5         | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z
            0 0 */2 * 5        | 2026-03-01T00:00:00Z | 2026-03-03T00:00:00Z
            0 0 * * 5          | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z
            @hourly            | 2026-03-01T10:59:59Z | 2026-03-01T11:00:00Z
            @weekly            | 2026-03-02T00:00:00Z | 2026-03-08T00:00:00Z
            @every 1h30m       | 2026-03-01T10:00:00Z | 2026-03-01T11:30:00Z
            0 0 1 Jan ?        | 2026-03-01T10:00:00Z | 2027-01-01T00:00:00Z
            """)
    void theNextTimeIsFound(String schedule, String after, String next) {
        assertEquals(Optional.of(Instant.parse(next)), CronSchedule.parse(schedule).next(Instant.parse(after), UTC));
    }

    @Test
    void whatNeverComesIsNoTime() {
        assertEquals(Optional.empty(), CronSchedule.parse("0 0 31 2 *").next(Instant.parse("2026-03-01T00:00:00Z"), UTC));
    }

    @Test
    void timesAreThoseOfTheZoneAlsoWhereItsClocksChange() {
        CronSchedule halfPastTwo = CronSchedule.parse("30 2 * * *");
        // 29 March 2026 has no half past two in Berlin, and 25 October two of them
        assertEquals(Optional.of(Instant.parse("2026-03-30T00:30:00Z")), halfPastTwo.next(Instant.parse("2026-03-28T12:00:00Z"), BERLIN));
        Instant first = halfPastTwo.next(Instant.parse("2026-10-24T12:00:00Z"), BERLIN).orElseThrow();
        assertEquals(Instant.parse("2026-10-25T00:30:00Z"), first);
        assertEquals(Optional.of(Instant.parse("2026-10-25T01:30:00Z")), halfPastTwo.next(first, BERLIN));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * *              | expected exactly 5 fields, found 4: [* * * *]
            60 * * * *           | end of range (60) above maximum (59): 60
            * * 0 * *            | beginning of range (0) below minimum (1): 0
            5-1 * * * *          | beginning of range (5) beyond end of range (1): 5-1
            */0 * * * *          | step of range should be a positive number: */0
            1-2-3 * * * *        | too many hyphens: 1-2-3
            1/2/3 * * * *        | too many slashes: 1/2/3
            x * * * *            | failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax
            * * * * 7            | end of range (7) above maximum (6): 7
            @fortnightly         | unrecognized descriptor: @fortnightly
            @every soon          | failed to parse duration @every soon: time: invalid duration "soon"
            """)
    void whatCannotBeReadIsNamed(String schedule, String why) {
        assertEquals(why, assertThrows(CronSchedule.Unparseable.class, () -> CronSchedule.parse(schedule)).getMessage());
    }
}
