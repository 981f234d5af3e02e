package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H5;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One thing that an object waits for: in words, with the evidence, and with what would help.
final class WaitCard extends Div {

    /// A remedy that somebody wants to see. Blocks.
    @FunctionalInterface
    interface Wanted {
        Optional<Remedy> of(Remedies remedies) throws IOException;
    }

    WaitCard(Wait wait, Consumer<Wanted> remedy) {
        addClassNames("card", "wait");
        Paragraph words = new Paragraph(Reasons.say(wait, this::getTranslation));
        words.addClassName("wait-words");
        add(words);
        Reasons.more(wait, this::getTranslation).ifPresent(more -> add(new Paragraph(more)));
        if (!wait.message().isEmpty()) {
            Span said = new Span(wait.message());
            said.addClassName("said");
            // Kubernetes' own words, which have one language.
            said.getElement().setAttribute("lang", "en");
            add(said);
        }
        if (!wait.data().path("verdicts").isEmpty()) {
            add(new H5(getTranslation("why.verdicts")), new VerdictTable(Verdicts.of(wait.data().path("verdicts"))));
        } else if (!wait.data().path("refusals").isEmpty()) {
            add(refusals(wait.data().path("refusals")));
        }
        helps(wait, remedy);
    }

    private UnorderedList refusals(JsonNode refusals) {
        UnorderedList list = new UnorderedList();
        refusals.properties().forEach(plugin -> list.add(new ListItem(
                getTranslation("why.refusal", VerdictTable.words(this, plugin.getKey()), plugin.getValue().asInt()))));
        return list;
    }

    private void helps(Wait wait, Consumer<Wanted> remedy) {
        List<JsonNode> changes = Remedies.changes(wait);
        List<JsonNode> proposed = Remedies.proposed(wait);
        if (Remedies.known(wait)) {
            add(show(getTranslation("why.go-on"), () -> remedy.accept(remedies -> remedies.of(wait))));
        }
        if (changes.isEmpty() && proposed.isEmpty()) {
            JsonNode nearest = wait.data().path("nearest");
            if (!nearest.isMissingNode()) {
                add(new Paragraph(getTranslation("why.nearest", nearest.path("node").asText(), Wait.text(nearest.path("refusedBy")))));
            }
            return;
        }
        add(new H5(getTranslation("why.helps")));
        UnorderedList list = new UnorderedList();
        list.addClassName("helps");
        changes.forEach(change -> list.add(new ListItem(new Span(ChangeWords.say(change, this::getTranslation)),
                show(getTranslation("why.show"), () -> remedy.accept(remedies -> remedies.of(change))))));
        proposed.forEach(one -> list.add(new ListItem(new Span(ChangeWords.proposed(one, this::getTranslation)),
                show(getTranslation("why.show"), () -> remedy.accept(_ -> Optional.of(Remedies.ready(one)))))));
        add(list);
    }

    private static Button show(String text, Runnable wanted) {
        Button button = new Button(text, _ -> wanted.run());
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        return button;
    }
}
