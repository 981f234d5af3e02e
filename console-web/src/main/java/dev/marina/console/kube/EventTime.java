package dev.marina.console.kube;

import io.fabric8.kubernetes.api.model.Event;

/// When an event was last seen: whoever wrote it chose one of several fields.
public final class EventTime {

    private EventTime() {}

    public static String of(Event event) {
        if (event.getSeries() != null && event.getSeries().getLastObservedTime() != null) {
            return event.getSeries().getLastObservedTime().getTime();
        }
        if (event.getLastTimestamp() != null) {
            return event.getLastTimestamp();
        }
        if (event.getEventTime() != null && event.getEventTime().getTime() != null) {
            return event.getEventTime().getTime();
        }
        return event.getMetadata().getCreationTimestamp() == null ? "" : event.getMetadata().getCreationTimestamp();
    }
}
