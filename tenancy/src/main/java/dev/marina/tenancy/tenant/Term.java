package dev.marina.tenancy.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a tenant lives.
public sealed interface Term {

    int MOST_DAYS = 3650;
    String EXPECTED = "a day to come such as 2027-07-31, to whose end (UTC) it lasts, or a number of days such as 90d; at most " + MOST_DAYS + " days from now";

    /// @param last day, to its end in UTC
    record To(LocalDate last) implements Term {}

    /// From when it is made.
    record Days(int days) implements Term {}

    /// Empty where it is none.
    static Optional<Term> parse(String text) {
        Matcher days = Pattern.compile("([1-9][0-9]{0,3})d").matcher(text);
        if (days.matches()) {
            return Optional.of(Integer.parseInt(days.group(1))).filter(number -> number <= MOST_DAYS).map(Days::new);
        }
        try {
            return Optional.of(text).filter(Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").asMatchPredicate()).map(LocalDate::parse).map(To::new);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// Empty where that is over, or further away than anything is promised.
    default Optional<Instant> end(Instant now) {
        Instant end = switch (this) {
            case To(LocalDate last) -> last.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            case Days(int days) -> now.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(days));
        };
        return Optional.of(end).filter(one -> one.isAfter(now) && !one.isAfter(now.plus(Duration.ofDays(MOST_DAYS))));
    }

    /// As [#parse] takes it.
    default String text() {
        return switch (this) {
            case To(LocalDate last) -> last.toString();
            case Days(int days) -> days + "d";
        };
    }
}
