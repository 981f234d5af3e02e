package dev.marina.console.cluster;

import com.vaadin.flow.router.Route;
import dev.marina.console.kube.Age;
import dev.marina.console.kube.EventTime;
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/// What happened lately, the latest first.
@Route(value = ClusterRef.ROUTE + "/events", layout = ClusterLayout.class)
public class EventsView extends ClusterPage {

    private final LiveGrid<Event> events = grid();

    public EventsView() {
        add(events);
    }

    static LiveGrid<Event> grid() {
        return new LiveGrid<Event>("nav.events", Comparator.comparing(EventTime::of).reversed())
                .text("column.seen", event -> Age.of(EventTime.of(event), Instant.now()))
                .component("column.type", event -> new Pill(event.getType(), "Warning".equals(event.getType()) ? Tone.BAD : Tone.QUIET))
                .text("column.reason", Event::getReason)
                .text("column.object", event -> event.getInvolvedObject().getKind() + "/" + event.getInvolvedObject().getName())
                .text("column.message", Event::getMessage)
                .text("column.count", event -> Integer.toString(Objects.requireNonNullElse(event.getCount(), 1)));
    }

    @Override
    protected void start() {
        watch(client().v1().events().inAnyNamespace(), events::show);
    }

    @Override
    protected String titleKey() {
        return "nav.events";
    }
}
