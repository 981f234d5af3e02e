package dev.marina.controllers.fault;

import dev.marina.model.Fault;
import dev.marina.model.SteeredController;
import dev.marina.model.SteeredController.SlowedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What follows of a fault of controllers at a time.
///
/// @param slowed Controller objects whose list of faults changes, with the new list
record SlowingPlan(Map<String, List<SlowedBy>> slowed, Fault.Status status, Optional<Duration> next) {

    /// As its gate says of itself: nothing of the controller passes as fast as it could.
    private static final Set<String> HELD = Set.of("Slowed", "Paused", "AtBreakpoint");

    /// @param controllers of the fault's cluster, by name; one that nobody has touched has no object yet
    static SlowingPlan of(Fault fault, Map<String, SteeredController> controllers, Instant now) {
        Span span = Span.of(fault, now);
        Own own = new Own(fault, span);
        Map<String, List<SlowedBy>> slowed = new LinkedHashMap<>();
        Map<String, Fault.OnNode> states = new TreeMap<>();
        boolean contested = false;
        for (String name : fault.getSpec().controllers()) {
            Optional<SteeredController> found = Optional.ofNullable(controllers.get(name));
            List<SlowedBy> present = found.map(SteeredController::slowedBy).orElse(List.of());
            List<SlowedBy> wanted = own.wanted(present);
            if (!wanted.equals(present)) {
                slowed.put(name, wanted);
            }
            contested |= !span.over() && wanted.stream().noneMatch(own::is);
            states.put(name, own.state(name, found));
        }
        Fault.Predicted sign = new FirstSign(fault.getSpec(), span.before().prediction(), span.since())
                .ofQueues(own.waiting(controllers), now, span.over());
        Fault.Status status = new Fault.Status(span.phase(states.values()), span.since().toString(), span.until().toString(), span.ended(), null, sign,
                states);
        return new SlowingPlan(slowed, status,
                span.over() ? Optional.empty() : Optional.of(contested ? FaultPlan.LOOK_AGAIN : Duration.between(now, span.until())));
    }

    private record Own(Fault fault, Span span) {

        boolean is(SlowedBy one) {
            return fault.getMetadata().getUid().equals(one.uid());
        }

        /// Another's that lasts stays, and this one waits: one at a time slows a controller, however many a cluster makes.
        List<SlowedBy> wanted(List<SlowedBy> present) {
            List<SlowedBy> others = present.stream().filter(one -> !is(one) && lasts(one)).limit(1).toList();
            if (span.over() || !others.isEmpty()) {
                return others;
            }
            return List.of(new SlowedBy(fault.getMetadata().getName(), fault.getMetadata().getUid(), fault.getSpec().delayMillis(), span.until().toString()));
        }

        /// What is no time has none: the status is written by the cluster's administrators too.
        private boolean lasts(SlowedBy other) {
            try {
                return other.until() != null && span.now().isBefore(Instant.parse(other.until()));
            } catch (DateTimeParseException _) {
                return false;
            }
        }

        Fault.OnNode state(String name, Optional<SteeredController> found) {
            Optional<Fault.OnNode> said = Optional.ofNullable(span.before().controllers()).map(all -> all.get(name));
            boolean told = found.map(SteeredController::slowedBy).orElse(List.of()).stream().anyMatch(this::is);
            boolean slow = told && found.map(SteeredController::getStatus).map(SteeredController.Status::phase).filter(HELD::contains).isPresent();
            String state = span.over() ? (told ? Fault.ENDING : Fault.ENDED) : (slow ? Fault.ACTIVE : Fault.STARTING);
            return span.kept(said, state, null, null);
        }

        /// The first of those that this slows and for which something waits.
        Optional<String> waiting(Map<String, SteeredController> controllers) {
            return fault.getSpec().controllers().stream().map(controllers::get).filter(Objects::nonNull)
                    .filter(one -> one.slowedBy().stream().anyMatch(this::is))
                    .filter(one -> one.getStatus().queued() != null && one.getStatus().queued() > 0)
                    .map(one -> one.getMetadata().getName()).findFirst();
        }
    }
}
