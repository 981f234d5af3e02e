package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import dev.marina.console.feed.Row;
import dev.marina.console.feed.Rows;
import java.util.List;
import java.util.function.Consumer;

/// A part of an object's page.
public interface DetailTab {

    /// The tabs of a kind, in order.
    static List<DetailTab> of(KindRef kind) {
        return List.of(new FactsTab(), new EventsTab(), new YamlTab());
    }

    String titleKey();

    Component content();

    /// Another object stands in the page from now on.
    default void begin(Row row, Follow follow) {}

    /// The object as it is now.
    default void show(JsonNode object, Row row) {}

    /// A list that the tab wants to see for as long as the page is open.
    interface Follow {
        void list(String path, String fieldSelector, Consumer<Rows> listener);
    }
}
