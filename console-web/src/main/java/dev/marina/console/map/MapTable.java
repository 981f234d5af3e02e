package dev.marina.console.map;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.shell.Pill;
import java.util.List;

/// What the map shows, as a table: the same objects, states and relations.
final class MapTable extends Div {

    private final MapWords words = new MapWords(this);
    private MapGraph shown;

    MapTable() {
        addClassName("wide");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("map.table"));
    }

    void show(MapGraph graph, ClusterRef cluster) {
        if (graph.equals(shown)) {
            return;
        }
        shown = graph;
        removeAll();
        NativeTable table = new NativeTable();
        NativeTableRow head = table.getHead().addRow();
        for (String title : List.of(getTranslation("column.object"), getTranslation("column.type"), getTranslation("column.status"),
                getTranslation("map.relations"))) {
            NativeTableHeaderCell cell = new NativeTableHeaderCell(title);
            cell.getElement().setAttribute("scope", "col");
            head.add(cell);
        }
        graph.items().forEach(item -> {
            UnorderedList relations = new UnorderedList();
            words.relations(graph, item).forEach(text -> relations.add(new ListItem(text)));
            NativeTableCell state = new NativeTableCell(new Pill(words.tone(item.tone()), item.tone()));
            state.add(" " + words.status(item));
            table.getBody().addRow().add(new NativeTableCell(new Anchor(address(item).link(cluster), item.row().name())),
                    new NativeTableCell(words.kind(item.kind())), state, new NativeTableCell(relations));
        });
        add(table);
    }

    static ObjectAddress address(MapGraph.Item item) {
        return new ObjectAddress(item.kind().ref().group(), item.kind().ref().plural(), item.row().namespace(), item.row().name());
    }
}
