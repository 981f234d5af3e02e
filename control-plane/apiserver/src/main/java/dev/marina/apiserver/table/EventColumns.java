package dev.marina.apiserver.table;

import static dev.marina.apiserver.registry.Columns.text;
import static dev.marina.apiserver.registry.Columns.wide;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition.Column;
import java.util.List;
import java.util.Locale;

/// printEvent in pkg/printers/internalversion/printers.go
public final class EventColumns {

    public static final List<Column> ALL = List.of(
            text("Last Seen", event -> Columns.age(lastSeen(event))),
            text("Type", event -> event.text("type")),
            text("Reason", event -> event.text("reason")),
            text("Object", event -> object(event)),
            wide("Subobject", event -> event.text("involvedObject", "fieldPath")),
            wide("Source", event -> source(event)),
            text("Message", event -> event.text("message").strip()),
            wide("First Seen", event -> Columns.age(first(event))),
            wide("Count", event -> Long.toString(Math.max(1, event.at("count").asLong()))),
            new Column("Name", "string", "name", "Name must be unique within a namespace.", 1, event -> event.name()));

    private EventColumns() {}

    private static String lastSeen(Document event) {
        String last = event.text("series", "lastObservedTime");
        if (last.isEmpty()) {
            last = event.text("lastTimestamp").isEmpty() ? first(event) : event.text("lastTimestamp");
        }
        return last;
    }

    private static String first(Document event) {
        return event.text("firstTimestamp").isEmpty() ? event.text("eventTime") : event.text("firstTimestamp");
    }

    private static String object(Document event) {
        String kind = event.text("involvedObject", "kind").toLowerCase(Locale.ROOT);
        return event.text("involvedObject", "name").isEmpty() ? kind : kind + "/" + event.text("involvedObject", "name");
    }

    private static String source(Document event) {
        String component = event.text("source", "component").isEmpty() ? event.text("reportingComponent") : event.text("source", "component");
        String host = event.text("source", "host");
        return host.isEmpty() ? component : component + ", " + host;
    }
}
