package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.time.ClusterTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Writes into a cluster's clock what it shows when it is changed, so that what it shows later follows from its object alone.
/// A clock is changed once a second at most: with each change everything that waits for its time is looked at.
public final class ClockAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    private static final Duration BETWEEN_CHANGES = Duration.ofSeconds(1);

    private final Clock clock;

    ClockAdmission(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "Clock";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(ClusterTime.CLOCKS) && request.operation() == AdmissionRequest.Operation.UPDATE;
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Document before = request.stored().orElseThrow();
        if (request.object().at("spec").equals(before.at("spec"))) {
            return request.object();
        }
        Instant now = clock.instant();
        if (ClusterTime.of(before).filter(time -> now.isBefore(time.since().plus(BETWEEN_CHANGES))).isPresent()) {
            throw new StatusException(429, "TooManyRequests", "the clock has been changed within the last second; please try again",
                    new StatusException.Details("", "", "", "", List.of(), 1));
        }
        ClusterTime after = changed(before, request.object(), now);
        return request.object().edited(root -> after.write(root.withObjectProperty("status")));
    }

    /// Nobody else moves the clock, not on the way either.
    @Override
    public Verdict validate(AdmissionRequest request) {
        Document before = request.stored().orElseThrow();
        Document after = request.object();
        if (after.at("spec").equals(before.at("spec"))) {
            return after.at("status").equals(before.at("status")) ? Verdict.FINE : new Verdict.Deny("what a clock shows is not written");
        }
        Optional<ClusterTime> time = ClusterTime.of(after);
        boolean right = time.isPresent() && since(before).compareTo(time.get().since()) <= 0 && !time.get().since().isAfter(clock.instant())
                && time.get().equals(changed(before, after, time.get().since()));
        return right ? Verdict.FINE : new Verdict.Deny("what a clock shows is not written");
    }

    private static Instant since(Document clock) {
        return ClusterTime.of(clock).map(ClusterTime::since).orElse(Instant.EPOCH);
    }

    private static ClusterTime changed(Document before, Document after, Instant now) {
        long more = Math.max(0, after.at("spec", "advancedSeconds").asLong() - before.at("spec", "advancedSeconds").asLong());
        Instant shown = ClusterTime.of(before).map(time -> time.at(now)).orElse(now).plusSeconds(more);
        return new ClusterTime(now, shown, after.at("spec", "speedPercent").asInt());
    }
}
