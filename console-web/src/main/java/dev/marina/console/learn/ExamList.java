package dev.marina.console.learn;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.feed.Rows;
import dev.marina.console.kind.RowStatus;
import java.util.List;
import java.util.function.Function;

/// The exams that can be written for oneself, and those that were begun in this cluster.
final class ExamList extends Div {

    private final ClusterRef cluster;
    private final Div cards = new Div();
    private final UnorderedList begun = new UnorderedList();

    ExamList(ClusterRef cluster) {
        this.cluster = cluster;
        cards.addClassName("cards");
        setVisible(false);
        add(new H4(getTranslation("exam.list")), new Paragraph(getTranslation("exam.list.text")), begun, cards);
    }

    /// @param begin the way to begin one
    void offer(List<Exam> exams, Function<Exam, Component> begin) {
        setVisible(!exams.isEmpty());
        cards.removeAll();
        exams.forEach(exam -> {
            Span title = new Span(exam.title().in(getLocale()));
            title.addClassName("lab-title");
            Div facts = new Div(new Span(getTranslation("exam.minutes", exam.minutes())), new Span(getTranslation("exam.count", exam.tasks())),
                    new Span(getTranslation("exam.pass", exam.pass())));
            facts.addClassName("facts");
            Div card = new Div(title, new Paragraph(exam.summary().in(getLocale())), facts, begin.apply(exam));
            card.addClassName("card");
            cards.add(card);
        });
    }

    void show(Rows runs) {
        begun.removeAll();
        runs.rows().forEach(row -> {
            String phase = RowStatus.cell(runs.columns(), row, "Phase").or(() -> RowStatus.cell(runs.columns(), row, "PHASE")).orElse("");
            String words = getTranslation("exam.phase." + (phase.isEmpty() ? "Starting" : phase));
            String result = RowStatus.cell(runs.columns(), row, "Result").or(() -> RowStatus.cell(runs.columns(), row, "RESULT")).orElse("");
            begun.add(new ListItem(new Anchor(ExamView.path(cluster, row.name()), row.name()), new Span(" " + words + " " + result)));
        });
    }
}
