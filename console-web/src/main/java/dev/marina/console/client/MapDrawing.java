package dev.marina.console.client;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.ComponentEvent;
import com.vaadin.flow.component.ComponentEventListener;
import com.vaadin.flow.component.DomEvent;
import com.vaadin.flow.component.EventData;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.shared.Registration;

/// A graph that can be moved, enlarged and walked through by keyboard. Where everything stands was decided before.
@Tag("marina-map")
public final class MapDrawing extends Component {

    private static final String GRAPH = "graph";

    public MapDrawing() {
        getElement().setAttribute("label", getTranslation("map.label")).setAttribute("nearer", getTranslation("map.nearer"))
                .setAttribute("farther", getTranslation("map.farther")).setAttribute("fit", getTranslation("map.fit"))
                .setAttribute("keys", getTranslation("map.keys"));
    }

    /// @param graph as JSON: `items` with `id`, `column`, `row`, `kind`, `name`, `word`, `tone`, `label`, `pods`; `edges` with `from`, `to`, `relation`
    public void show(String graph) {
        getElement().setProperty(GRAPH, graph);
    }

    public String shown() {
        return getElement().getProperty(GRAPH, "");
    }

    public Registration addChoiceListener(ComponentEventListener<Choice> listener) {
        return addListener(Choice.class, listener);
    }

    /// Somebody chose an object.
    @DomEvent("marina-choice")
    public static final class Choice extends ComponentEvent<MapDrawing> {
        private final String id;

        /// @param id as the browser says it: perhaps of nothing that is there
        public Choice(MapDrawing source, boolean fromClient, @EventData("event.detail.id") String id) {
            super(source, fromClient);
            this.id = id;
        }

        public String id() {
            return id;
        }
    }
}
