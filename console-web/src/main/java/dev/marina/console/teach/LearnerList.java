package dev.marina.console.teach;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.rest.ClassHelp.Help;
import dev.marina.console.rest.Classes.LearnerRow;
import java.util.List;
import java.util.Optional;

/// The learners of a class, one after the other, with what their teacher can do for each. Drawn anew only when something is another, so that the keyboard
/// stays where it is.
final class LearnerList extends Div {

    /// What is asked for.
    interface Acts {
        void offer(LearnerRow learner);

        void end(LearnerRow learner);

        void see(LearnerRow learner, Help help);

        void remove(LearnerRow learner);
    }

    private record Row(LearnerRow learner, Optional<Help> help) {}

    private final Acts acts;
    private List<?> shown = List.of();

    LearnerList(Acts acts) {
        this.acts = acts;
        addClassNames("card", "learner-list");
    }

    /// @param open whether help can be offered
    void show(List<LearnerRow> learners, List<Help> helps, boolean open) {
        List<Row> rows = learners.stream().map(one -> new Row(new LearnerRow(one.id(), one.name(), true, List.of()),
                helps.stream().filter(help -> help.learner().equals(one.id())).findFirst())).toList();
        List<?> wanted = List.of(rows, open);
        if (wanted.equals(shown)) {
            return;
        }
        shown = wanted;
        removeAll();
        add(new H3(getTranslation("classes.learner-list")));
        if (rows.isEmpty()) {
            add(new Paragraph(getTranslation("classes.no-learners")));
            return;
        }
        UnorderedList list = new UnorderedList();
        // Who waits for help comes first.
        rows.stream().filter(row -> row.help().isPresent()).forEach(row -> list.add(item(row, open)));
        rows.stream().filter(row -> row.help().isEmpty()).forEach(row -> list.add(item(row, open)));
        add(list);
    }

    private ListItem item(Row row, boolean open) {
        LearnerRow learner = row.learner();
        Span name = new Span(learner.name());
        name.addClassName("learner-name");
        ListItem item = new ListItem(name);
        row.help().ifPresent(help -> item.add(new Span(getTranslation("classes.help." + help.state(), help.teacher()))));
        row.help().filter(help -> !help.stream().isEmpty())
                .ifPresent(help -> item.add(RowButton.of("classes.help.see", learner.name(), () -> acts.see(learner, help))));
        if (open && row.help().filter(help -> !help.asked()).isEmpty()) {
            item.add(RowButton.of("classes.help.offer", learner.name(), () -> acts.offer(learner)));
        }
        row.help().ifPresent(_ -> item.add(RowButton.of("classes.help.end", learner.name(), () -> acts.end(learner))));
        Button remove = RowButton.of("classes.remove-learner", learner.name(), () -> acts.remove(learner));
        remove.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_TERTIARY);
        item.add(remove);
        return item;
    }
}
