package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import dev.marina.console.plan.Manifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is done in both worlds later, act by act. The keyboard goes to an act that is added, and to the one that follows when one is removed.
final class ActList extends Div {

    private final int most;
    private final Div rows = new Div();
    private final Button add = new Button(getTranslation("worlds.act.add"), _ -> row().focus());

    /// @param most the last second at which anything can be done
    ActList(int most) {
        this.most = most;
        rows.addClassName("act-rows");
        getElement().setAttribute("role", "region").setAttribute("aria-label", getTranslation("worlds.acts"));
        add(new H4(getTranslation("worlds.acts")), new Paragraph(getTranslation("worlds.acts.text")), rows, add);
    }

    private ActRow row() {
        ActRow row = new ActRow(most, this::remove);
        rows.add(row);
        number();
        return row;
    }

    private List<ActRow> all() {
        return rows.getChildren().map(ActRow.class::cast).toList();
    }

    private void remove(ActRow row) {
        List<ActRow> before = all();
        int at = before.indexOf(row);
        rows.remove(row);
        number();
        if (at + 1 < before.size()) {
            before.get(at + 1).focus();
        } else {
            add.focus();
        }
    }

    private void number() {
        List<ActRow> all = all();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).number(i + 1);
        }
        add.setEnabled(all.size() < LaterAct.MOST);
    }

    void show(List<LaterAct> acts) {
        rows.removeAll();
        acts.forEach(act -> row().show(act));
        number();
    }

    /// As the API takes them.
    List<JsonNode> json() throws Manifests.Unreadable {
        List<JsonNode> acts = new ArrayList<>();
        for (ActRow row : all()) {
            int number = acts.size() + 1;
            Optional<LaterAct> act = row.act();
            if (act.isEmpty()) {
                throw new Manifests.Unreadable("worlds.act.when", number, most);
            }
            try {
                acts.add(act.get().json());
            } catch (Manifests.Unreadable e) {
                throw new Manifests.Unreadable("worlds.act.unreadable", number, getTranslation(e.key(), e.values()));
            }
        }
        return acts;
    }
}
