package dev.marina.console.teach;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.rest.Classes.LabCell;
import dev.marina.console.rest.Classes.LearnerRow;
import dev.marina.console.rest.Classes.Standing;
import dev.marina.console.rest.Classes.Stuck;
import java.time.Duration;
import java.time.Instant;

/// On what most are stuck, and who is, with what their clusters show.
final class StuckList extends Div {

    StuckList() {
        addClassNames("card", "stuck-list");
        getElement().setAttribute("role", "status");
    }

    void show(Standing standing, Instant now) {
        removeAll();
        add(new H3(getTranslation("classes.stuck.title")));
        if (standing.causes().isEmpty()) {
            add(new Paragraph(getTranslation("classes.stuck.nobody")));
            return;
        }
        UnorderedList causes = new UnorderedList();
        standing.causes().forEach(cause -> causes.add(new ListItem(getTranslation("classes.stuck.cause", cause.learners(), lab(standing, cause.lab()),
                goal(standing, cause.lab(), cause.goal()), cause.sees().in(getLocale())))));
        add(causes);
        UnorderedList learners = new UnorderedList();
        standing.learners().forEach(learner -> learner.labs().forEach(cell -> cell.stuck().ifPresent(
                stuck -> learners.add(item(standing, learner, cell, stuck, now)))));
        add(learners);
    }

    private ListItem item(Standing standing, LearnerRow learner, LabCell cell, Stuck stuck, Instant now) {
        ListItem item = new ListItem(getTranslation("classes.stuck.learner", learner.name(), Duration.between(stuck.since(), now).toMinutes(),
                lab(standing, cell.lab()), goal(standing, cell.lab(), stuck.goal()), stuck.sees().in(getLocale())));
        stuck.hint().ifPresent(hint -> item.add(new Span(" " + getTranslation("classes.stuck.hint", hint.in(getLocale())))));
        return item;
    }

    private String lab(Standing standing, String id) {
        return standing.labs().stream().filter(lab -> lab.id().equals(id)).findFirst().map(lab -> lab.title().in(getLocale())).orElse(id);
    }

    private String goal(Standing standing, String lab, String id) {
        return standing.labs().stream().filter(one -> one.id().equals(lab)).flatMap(one -> one.goals().stream()).filter(goal -> goal.id().equals(id))
                .findFirst().map(goal -> goal.title().in(getLocale())).orElse(id);
    }
}
