package dev.marina.api.schedule;

import dev.marina.api.schedule.CronSchedule.Unparseable;
import java.util.List;
import java.util.Locale;

/// One of the five fields: `*`, `?`, numbers, names, ranges, steps and lists of them.
enum CronField {

    MINUTE(0, 59, List.of()),
    HOUR(0, 23, List.of()),
    DAY_OF_MONTH(1, 31, List.of()),
    MONTH(1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    DAY_OF_WEEK(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private final int least;
    private final int most;
    private final List<String> names;

    CronField(int least, int most, List<String> names) {
        this.least = least;
        this.most = most;
        this.names = names;
    }

    /// @param star whether every value was asked for, which makes a day no condition
    record Values(long bits, boolean star) {
        boolean matches(int value) {
            return (bits >>> value & 1) == 1;
        }
    }

    Values parse(String text) {
        Values all = new Values(0, false);
        for (String expression : text.split(",")) {
            if (!expression.isEmpty()) {
                Values values = range(expression);
                all = new Values(all.bits | values.bits, all.star || values.star);
            }
        }
        return all;
    }

    private Values range(String expression) {
        String[] rangeAndStep = expression.split("/", -1);
        String[] ends = rangeAndStep[0].split("-", -1);
        boolean single = ends.length == 1;
        int start;
        int end;
        boolean star = false;
        if (ends[0].equals("*") || ends[0].equals("?")) {
            start = least;
            end = most;
            star = true;
        } else {
            start = number(ends[0], true);
            end = switch (ends.length) {
                case 1 -> start;
                case 2 -> number(ends[1], true);
                default -> throw new Unparseable("too many hyphens: " + expression);
            };
        }
        int step = 1;
        if (rangeAndStep.length > 2) {
            throw new Unparseable("too many slashes: " + expression);
        }
        if (rangeAndStep.length == 2) {
            step = number(rangeAndStep[1], false);
            // "N/step" means from N to the end
            end = single ? most : end;
            star = star && step <= 1;
        }
        check(start, end, step, expression);
        long bits = 0;
        for (long value = start; value <= end; value += step) {
            bits |= 1L << value;
        }
        return new Values(bits, star);
    }

    private void check(int start, int end, int step, String expression) {
        if (start < least) {
            throw new Unparseable("beginning of range (%d) below minimum (%d): %s".formatted(start, least, expression));
        }
        if (end > most) {
            throw new Unparseable("end of range (%d) above maximum (%d): %s".formatted(end, most, expression));
        }
        if (start > end) {
            throw new Unparseable("beginning of range (%d) beyond end of range (%d): %s".formatted(start, end, expression));
        }
        if (step == 0) {
            throw new Unparseable("step of range should be a positive number: " + expression);
        }
    }

    private int number(String text, boolean mayBeName) {
        int named = mayBeName ? names.indexOf(text.toLowerCase(Locale.ROOT)) : -1;
        if (named >= 0) {
            return named + least;
        }
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Unparseable("failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax".formatted(text, text));
        }
        if (number < 0) {
            throw new Unparseable("negative number (%d) not allowed: %s".formatted(number, text));
        }
        return number;
    }
}
