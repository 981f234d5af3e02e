package dev.marina.console.learn;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.H5;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.Locale;
import java.util.function.Function;

/// One task of an exam: what is to be done and what it is worth. How far it is nobody says before the exam is over.
final class TaskPane extends Div {

    private final Function<String, Component> command;
    private Paper.Task shown;
    private Locale in;

    TaskPane(Function<String, Component> command) {
        this.command = command;
        addClassName("lab-pane");
    }

    /// What is the same already is left as it is: a reader keeps their place.
    void show(Paper.Task task, Locale language, Component... ways) {
        if (task.equals(shown) && language.equals(in)) {
            return;
        }
        shown = task;
        in = language;
        removeAll();
        getElement().setAttribute("lang", language.toLanguageTag());
        H4 title = new H4(task.title().in(language));
        Div actions = new Div(ways);
        actions.addClassName("title-actions");
        Div head = new Div(title, actions);
        head.addClassName("why-head");
        add(head, new Span(getTranslation("exam.task.facts", task.namespace(), task.weight(), task.points())));
        if (!task.message().in(language).isEmpty()) {
            Paragraph message = new Paragraph(task.message().in(language));
            message.addClassName("notice");
            add(message);
        }
        if (!task.phase().equals("Running")) {
            add(new Paragraph(getTranslation("exam.task.prepared")));
            return;
        }
        UnorderedList goals = new UnorderedList();
        task.goals().forEach(goal -> goals.add(new ListItem(getTranslation("exam.goal", goal.title().in(language), goal.points()))));
        add(new LabText(task.ask().in(language), command), new H5(getTranslation("exam.asked")), goals);
    }
}
