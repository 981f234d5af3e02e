package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.store.Stored;
import java.time.Duration;
import java.util.List;

/// How a cluster wants one of its controllers held up, as its Controller object says.
///
/// @param delay how long after one item the next may pass, in real time; zero does not slow it
public record GateSetting(boolean paused, List<Breakpoint> breakpoints, Duration delay) {

    public static final GateSetting OPEN = new GateSetting(false, List.of(), Duration.ZERO);
    /// The type whose objects say it, one for each controller and one for the scheduler.
    public static final GroupResource CONTROLLERS = new GroupResource("marina.dev", "controllers");

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
        return new GateSetting(controller.at("spec", "paused").asBoolean(), breakpoints, Duration.ofMillis(controller.at("spec", "delayMillis").asLong()));
    }

    private static String text(JsonNode breakpoint, String field) {
        return breakpoint.path(field).asText("");
    }

    boolean open() {
        return !paused && breakpoints.isEmpty() && !slow();
    }

    public boolean slow() {
        return delay.isPositive();
    }

    /// Whether work on this object is held until somebody lets it pass.
    public boolean holds(Subject subject) {
        return paused || breakpoints.stream().anyMatch(each -> each.takes(subject));
    }
}
