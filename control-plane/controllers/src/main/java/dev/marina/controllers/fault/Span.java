package dev.marina.controllers.fault;

import dev.marina.model.Fault;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// From when until when a fault is, and whether that is over.
record Span(Fault.Status before, Instant since, Instant until, boolean over, Instant now) {

    static Span of(Fault fault, Instant now) {
        Fault.Status before = Optional.ofNullable(fault.getStatus()).orElse(Fault.Status.NONE);
        Instant since = since(before, now);
        Instant until = since.plusSeconds(fault.getSpec().seconds());
        boolean over = before.ended() != null || fault.isMarkedForDeletion() || Boolean.TRUE.equals(fault.getSpec().undone()) || !now.isBefore(until);
        return new Span(before, since, until, over, now);
    }

    /// A status may have been written by its cluster's administrator: what is no time that has been does not make it last longer.
    private static Instant since(Fault.Status before, Instant now) {
        Instant usual = now.truncatedTo(ChronoUnit.SECONDS);
        try {
            return before.since() == null || Instant.parse(before.since()).isAfter(now) ? usual : Instant.parse(before.since());
        } catch (DateTimeParseException _) {
            return usual;
        }
    }

    /// Null as long as it is not over.
    String ended() {
        return over ? Optional.ofNullable(before.ended()).orElse((now.isBefore(until) ? now : until).truncatedTo(ChronoUnit.SECONDS).toString()) : null;
    }

    String phase(Collection<Fault.OnNode> all) {
        List<String> states = all.stream().map(Fault.OnNode::state).toList();
        if (over) {
            return states.contains(Fault.ENDING) ? Fault.ENDING : Fault.ENDED;
        }
        return states.contains(Fault.ACTIVE) && !states.contains(Fault.STARTING) ? Fault.ACTIVE : Fault.STARTING;
    }

    /// The time of a state that has not changed stays.
    ///
    /// @param since null: now
    Fault.OnNode kept(Optional<Fault.OnNode> said, String state, String since, String message) {
        String known = said.filter(each -> state.equals(each.state())).map(Fault.OnNode::since).orElse(null);
        String time = Stream.of(Optional.ofNullable(known), Optional.ofNullable(since)).flatMap(Optional::stream).findFirst()
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new Fault.OnNode(state, time, message);
    }
}
