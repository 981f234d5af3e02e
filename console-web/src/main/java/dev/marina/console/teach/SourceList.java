package dev.marina.console.teach;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.rest.ClassSources.Opened;
import java.util.List;
import java.util.stream.Collectors;

/// Labs of the teacher's own that a class opens, and what can be done with them. Drawn anew only when something is another.
final class SourceList extends Div {

    /// What is asked for.
    interface Acts {
        void openAgain(Opened source);

        void end(Opened source);
    }

    private final Acts acts;
    private List<?> shown = List.of();

    SourceList(Acts acts) {
        this.acts = acts;
        addClassNames("card", "learner-list");
        setVisible(false);
    }

    void show(List<Opened> sources) {
        setVisible(!sources.isEmpty());
        if (sources.equals(shown)) {
            return;
        }
        shown = sources;
        removeAll();
        UnorderedList list = new UnorderedList();
        sources.forEach(source -> list.add(item(source)));
        add(new H3(getTranslation("classes.sources")), list);
    }

    private ListItem item(Opened source) {
        String labs = source.labs().stream().map(lab -> lab.title().in(getLocale())).collect(Collectors.joining(", "));
        ListItem item = new ListItem(new Span(getTranslation("classes.source", source.source(), source.cluster(), labs)),
                new Span(getTranslation("classes.source.now." + source.now())));
        if (source.now().equals("Changed")) {
            item.add(RowButton.of("classes.source.again", source.source(), () -> acts.openAgain(source)));
        }
        Button end = RowButton.of("classes.source.end", source.source(), () -> acts.end(source));
        end.addThemeVariants(ButtonVariant.LUMO_ERROR, ButtonVariant.LUMO_TERTIARY);
        item.add(end);
        return item;
    }
}
