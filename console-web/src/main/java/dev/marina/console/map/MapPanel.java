package dev.marina.console.map;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Aside;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.shell.Pill;
import dev.marina.console.why.StatusLink;

/// Beside the map: the object that was chosen, and where to go from it. The map stays.
final class MapPanel extends Aside {

    private final MapWords words = new MapWords(this);

    MapPanel() {
        addClassNames("card", "map-panel");
        getElement().setAttribute("aria-live", "polite").setAttribute("aria-label", getTranslation("map.panel"));
        setVisible(false);
    }

    void show(MapGraph graph, MapGraph.Item item, ClusterRef cluster) {
        removeAll();
        String link = MapTable.address(item).link(cluster);
        Button close = new Button("×", _ -> setVisible(false));
        close.setAriaLabel(getTranslation("close"));
        close.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        Div head = new Div(new H4(item.row().name()), close);
        head.addClassName("card-head");
        add(head, new Paragraph(words.kind(item.kind())), new Pill(words.tone(item.tone()), item.tone()));
        if (!words.status(item).isEmpty()) {
            add(new Paragraph(words.status(item)));
        }
        Anchor page = new Anchor(link, getTranslation("map.open"));
        page.addClassName("small-button");
        Div ways = new Div(page, StatusLink.button(link));
        ways.addClassName("title-actions");
        add(ways);
        UnorderedList relations = new UnorderedList();
        words.relations(graph, item).forEach(text -> relations.add(new ListItem(text)));
        add(relations);
        setVisible(true);
    }
}
