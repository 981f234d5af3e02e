package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.model.Fault;
import dev.marina.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// How a cluster wants one of its controllers held up, as its Controller object says.
///
/// @param wanted how long after one item the next may pass, in real time; zero does not slow it
/// @param slowed what a fault makes of that
public record GateSetting(boolean paused, List<Breakpoint> breakpoints, Duration wanted, Optional<Slowed> slowed) {

    public static final GateSetting OPEN = new GateSetting(false, List.of(), Duration.ZERO);
    /// The type whose objects say it, one for each controller and one for the scheduler.
    public static final GroupResource CONTROLLERS = new GroupResource("marina.dev", "controllers");

    private static final Duration MOST_BY_A_FAULT = Duration.ofMillis(Fault.MOST_DELAY_MILLIS);

    /// A fault slows it down.
    ///
    /// @param fault its name
    /// @param until when that is over, by real time, whether or not anybody says so
    public record Slowed(String fault, Duration delay, Instant until) {}

    public GateSetting(boolean paused, List<Breakpoint> breakpoints, Duration wanted) {
        this(paused, breakpoints, wanted, Optional.empty());
    }

    /// Work on such objects is held. What is "" takes any.
    public record Breakpoint(String kind, String namespace, String name) {
        boolean takes(Subject subject) {
            return (kind.isEmpty() || kind.equals(subject.kind())) && (namespace.isEmpty() || namespace.equals(subject.namespace()))
                    && (name.isEmpty() || name.equals(subject.name()));
        }
    }

    /// Open for one that cannot be read.
    ///
    /// @param stored a Controller object
    public static GateSetting of(Stored stored) {
        return stored.opaque() ? OPEN : of(Document.parse(stored.bytes()));
    }

    private static GateSetting of(Document controller) {
        List<Breakpoint> breakpoints = controller.at("spec", "breakpoints").valueStream()
                .map(each -> new Breakpoint(text(each, "kind"), text(each, "namespace"), text(each, "name"))).toList();
        return new GateSetting(controller.at("spec", "paused").asBoolean(), breakpoints, Duration.ofMillis(controller.at("spec", "delayMillis").asLong()),
                controller.at("status", "slowedBy").valueStream().flatMap(each -> slowed(each).stream()).findFirst());
    }

    /// A status may have been written by its cluster's administrator: what is no time and no delay of a fault's is none.
    private static Optional<Slowed> slowed(JsonNode by) {
        Duration delay = Duration.ofMillis(by.path("delayMillis").asLong());
        try {
            return delay.isPositive() && delay.compareTo(MOST_BY_A_FAULT) <= 0
                    ? Optional.of(new Slowed(text(by, "fault"), delay, Instant.parse(text(by, "until"))))
                    : Optional.empty();
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// As it is at a time: what a fault made of it may be over.
    GateSetting at(Instant now) {
        return slowed.isEmpty() || now.isBefore(slowed.get().until()) ? this : new GateSetting(paused, breakpoints, wanted);
    }

    /// How long after one item the next may pass.
    public Duration delay() {
        return slowed.map(Slowed::delay).filter(more -> more.compareTo(wanted) > 0).orElse(wanted);
    }

    /// The name of the fault that has it wait longer than its cluster wants it to.
    public Optional<String> fault() {
        return slowed.filter(by -> by.delay().compareTo(wanted) > 0).map(Slowed::fault);
    }

    private static String text(JsonNode breakpoint, String field) {
        return breakpoint.path(field).asText("");
    }

    boolean open() {
        return !paused && breakpoints.isEmpty() && !slow();
    }

    public boolean slow() {
        return delay().isPositive();
    }

    /// Whether work on this object is held until somebody lets it pass.
    public boolean holds(Subject subject) {
        return paused || breakpoints.stream().anyMatch(each -> each.takes(subject));
    }
}
