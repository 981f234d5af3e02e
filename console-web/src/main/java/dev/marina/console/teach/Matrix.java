package dev.marina.console.teach;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.dom.Element;
import dev.marina.console.rest.Classes.GoalCell;
import dev.marina.console.rest.Classes.LabCell;
import dev.marina.console.rest.Classes.LearnerRow;
import dev.marina.console.rest.Classes.Standing;
import dev.marina.console.rest.Classes.TaughtLab;
import java.util.List;

/// Learners by goals, as a table of words and signs: no colour says anything alone.
final class Matrix extends Div {

    Matrix() {
        addClassNames("wide", "matrix", "live");
        getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", getTranslation("classes.matrix"));
    }

    /// Only the labs that somebody has begun have their goals as columns; a class may have a hundred.
    void show(Standing standing) {
        List<TaughtLab> begun = standing.labs().stream().filter(lab -> standing.learners().stream().anyMatch(one -> one.lab(lab.id()).isPresent())).toList();
        Element head = new Element("thead").appendChild(labs(begun), goals(begun));
        Element body = new Element("tbody");
        standing.learners().forEach(learner -> body.appendChild(row(learner, begun)));
        getElement().removeAllChildren();
        getElement().appendChild(new Element("table").appendChild(new Element("caption").setText(getTranslation("classes.matrix")), head, body));
    }

    private Element labs(List<TaughtLab> begun) {
        Element row = new Element("tr").appendChild(header("col", getTranslation("classes.learner")).setAttribute("rowspan", "2"));
        begun.forEach(
                lab -> row.appendChild(header("colgroup", lab.title().in(getLocale())).setAttribute("colspan", Integer.toString(lab.goals().size() + 1))));
        return row;
    }

    private Element goals(List<TaughtLab> begun) {
        Element row = new Element("tr");
        for (TaughtLab lab : begun) {
            lab.goals().forEach(goal -> row.appendChild(header("col", goal.title().in(getLocale()))));
            row.appendChild(header("col", getTranslation("classes.points")));
        }
        return row;
    }

    private static Element header(String scope, String text) {
        return new Element("th").setAttribute("scope", scope).setText(text);
    }

    private Element row(LearnerRow learner, List<TaughtLab> begun) {
        Element row = new Element("tr").appendChild(header("row", learner.name()));
        for (TaughtLab lab : begun) {
            learner.lab(lab.id()).ifPresentOrElse(cell -> cells(row, lab, cell), () -> row.appendChild(new Element("td")
                    .setAttribute("colspan", Integer.toString(lab.goals().size() + 1))
                    .setText(getTranslation(learner.known() ? "classes.not-begun" : "classes.unknown"))));
        }
        if (begun.isEmpty()) {
            row.appendChild(new Element("td").setText(getTranslation(learner.known() ? "classes.not-begun" : "classes.unknown")));
        }
        return row;
    }

    private void cells(Element row, TaughtLab lab, LabCell cell) {
        lab.goals().forEach(goal -> row.appendChild(goal(goal.id(), cell)));
        row.appendChild(new Element("td").setAttribute("class", "figure").setText("%d/%d".formatted(cell.points(), cell.of())));
    }

    private Element goal(String id, LabCell cell) {
        String state = cell.goals().stream().filter(goal -> goal.id().equals(id)).findFirst().map(GoalCell::state).orElse("");
        boolean stuck = cell.stuck().filter(one -> one.goal().equals(id)).isPresent();
        Element shown = new Element("td").setText(stuck
                ? "⚠ " + getTranslation("classes.stuck")
                : switch (state) {
                    case "met" -> "✓ " + getTranslation("classes.goal.met");
                    case "holding" -> "… " + getTranslation("classes.goal.holding");
                    case "regressed", "flapping" -> "↺ " + getTranslation("classes.goal.regressed");
                    default -> "– " + getTranslation("classes.goal.unmet");
                });
        return state.equals("met") ? shown.setAttribute("class", "good") : stuck ? shown.setAttribute("class", "bad") : shown;
    }
}
