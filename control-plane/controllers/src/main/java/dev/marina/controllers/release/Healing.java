package dev.marina.controllers.release;

import dev.marina.model.Application.Healed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// When it is time to put something back: at once, and then less and less often, for two who both want to have the last word would write for ever.
/// As Argo CD does it: two seconds, three times as long each time, five minutes at most. docs/user-guide/auto_sync.md, controller/appcontroller.go (selfHealBackoff)
final class Healing {

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int FACTOR = 3;
    /// Of whom nothing was put back for so long, nobody has written against.
    private static final Duration FORGOTTEN = LONGEST.multipliedBy(2);
    private static final int MOST_NAMED = 10;

    private Healing() {}

    /// @param last null where nothing was put back yet
    static Duration pause(Healed last, Instant now) {
        if (last == null || forgotten(last, now)) {
            return Duration.ZERO;
        }
        Duration pause = FIRST;
        for (int time = 1; time < last.times() && pause.compareTo(LONGEST) < 0; time++) {
            pause = pause.multipliedBy(FACTOR);
        }
        Duration left = (pause.compareTo(LONGEST) < 0 ? pause : LONGEST).minus(Duration.between(Instant.parse(last.at()), now));
        return left.isPositive() ? left : Duration.ZERO;
    }

    private static boolean forgotten(Healed last, Instant now) {
        return Duration.between(Instant.parse(last.at()), now).compareTo(FORGOTTEN) > 0;
    }

    static Healed again(Healed last, Instant now) {
        int times = last == null || forgotten(last, now) ? 1 : last.times() + 1;
        return new Healed(times, now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /// What was put back, in words; empty where nothing was.
    static Optional<String> said(List<Manifest> changed) {
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(", ", changed.stream().limit(MOST_NAMED).map(Manifest::name).toList());
        return Optional.of("Put back as applied: %s%s".formatted(names,
                changed.size() > MOST_NAMED ? " and %d more".formatted(changed.size() - MOST_NAMED) : ""));
    }
}
