package dev.marina.console.cluster;

import com.vaadin.flow.component.html.Div;
import dev.marina.console.kube.LiveObjects;
import io.fabric8.kubernetes.api.model.Event;

/// A live list of events, for pages of single objects.
public final class EventList extends Div {

    private final LiveGrid<Event> events = EventsView.grid();

    public EventList() {
        add(events);
    }

    public void show(LiveObjects.Seen<Event> seen) {
        events.show(seen);
    }
}
