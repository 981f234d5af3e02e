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
import dev.marina.console.kube.Tone;
import dev.marina.console.shell.Pill;
import java.util.List;
import java.util.Locale;

/// One source: its labs, and what is wrong with others. All of it is somebody's text.
final class LabSourceCard extends Div {

    LabSourceCard(LabSource source, ClusterRef cluster, Locale language, List<Component> ways) {
        addClassName("card");
        getElement().setAttribute("data-source", source.name());
        Div actions = new Div();
        ways.forEach(actions::add);
        actions.addClassName("title-actions");
        Div head = new Div(new H4(source.name()), state(source), actions);
        head.addClassName("live-title");
        add(head);
        if (!source.git().isEmpty()) {
            add(new Paragraph(source.revision().isEmpty()
                    ? getTranslation("sources.git", source.git())
                    : getTranslation("sources.git.at", source.git(), source.revision())));
        }
        if (!source.message().isEmpty()) {
            add(new Paragraph(source.message()));
        }
        UnorderedList labs = new UnorderedList();
        source.labs().forEach(lab -> labs.add(new ListItem(new Anchor(LabView.path(cluster, lab.id()), lab.title().in(language)))));
        if (!source.labs().isEmpty()) {
            add(labs);
        }
        add(problems(source.problems()));
    }

    private Pill state(LabSource source) {
        return source.problems().isEmpty()
                ? new Pill(getTranslation("sources.labs", source.labs().size()), Tone.GOOD)
                : new Pill(getTranslation("sources.problems", source.problems().size()), Tone.BAD);
    }

    static UnorderedList problems(List<LabSource.Problem> problems) {
        UnorderedList list = new UnorderedList();
        list.addClassName("problems");
        list.setVisible(!problems.isEmpty());
        problems.forEach(problem -> {
            Span place = new Span(problem.place());
            place.addClassName("code");
            list.add(new ListItem(place, new Span(" — " + problem.message())));
        });
        return list;
    }
}
