package dev.marina.controlplane.plan;

import dev.marina.api.StatusException;
import dev.marina.apiserver.plan.PlanBounds;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What a plan has cost, and the first bound that it has met.
final class Expense {

    private final PlanBounds bounds;
    private final Changes changes;
    private final LongSupplier nanos;
    private final long end;
    private int steps;
    private Optional<String> over = Optional.empty();

    Expense(PlanBounds bounds, Changes changes, LongSupplier nanos) {
        this.bounds = bounds;
        this.changes = changes;
        this.nanos = nanos;
        this.end = nanos.getAsLong() + bounds.time().toNanos();
    }

    void step() {
        steps++;
    }

    /// At which bound the plan has to end.
    Optional<String> over() {
        if (over.isEmpty()) {
            over = met();
        }
        return over;
    }

    private Optional<String> met() {
        if (changes.count() >= bounds.changes()) {
            return Optional.of("more than %d changes would follow".formatted(bounds.changes()));
        }
        if (changes.bytes() >= bounds.changedBytes()) {
            return Optional.of("more than %d bytes of objects would be written".formatted(bounds.changedBytes()));
        }
        if (steps >= bounds.steps()) {
            return Optional.of("more than %d steps would be taken".formatted(bounds.steps()));
        }
        if (nanos.getAsLong() - end >= 0) {
            return Optional.of("it takes longer than %d s to find out".formatted(bounds.time().toSeconds()));
        }
        return Optional.empty();
    }

    /// Before a write: one reconcile may make many.
    void require() {
        over().ifPresent(bound -> {
            throw StatusException.unavailable(bound);
        });
    }
}
