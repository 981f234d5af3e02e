package dev.marina.console.kind;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import dev.marina.console.feed.Row;

/// What was said about this very object, by its uid: not about another of the same name.
public final class EventsTab implements DetailTab {

    private static final KindRef EVENTS = new KindRef("", "v1", "events");

    private final Div content = new Div();

    @Override
    public String titleKey() {
        return "nav.events";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void begin(Row row, Follow follow) {
        content.removeAll();
        RowGrid grid = new RowGrid(EVENTS, _ -> "");
        content.add(grid);
        follow.list(EVENTS.listPath(row.namespace()), "involvedObject.uid=" + row.uid(), grid::show);
    }
}
