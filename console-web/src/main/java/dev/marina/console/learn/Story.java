package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.why.StepWords;
import java.time.Instant;
import java.util.Locale;

/// What just happened, from the cluster's own log: each change with the one that caused it.
final class Story extends Div {

    Story(JsonNode story, Locale language) {
        addClassName("story");
        add(new H4(getTranslation("learn.story")));
        if (!story.path("complete").asBoolean(true)) {
            Span note = new Span(getTranslation("why.history.ends"));
            note.addClassName("notice");
            add(note);
        }
        OrderedList list = new OrderedList();
        list.addClassName("chain");
        story.path("entries").forEach(entry -> list.add(item(entry, language)));
        add(list);
    }

    private ListItem item(JsonNode entry, Locale language) {
        Span time = new Span(StepWords.time(Instant.parse(entry.path("time").asText())));
        time.addClassName("step-time");
        Div line = new Div(time, new Span(Said.of(entry.path("text")).in(language)));
        line.addClassName("step-line");
        line.getElement().setAttribute("lang", language.toLanguageTag());
        String because = entry.path("because").asText();
        if (!because.isEmpty()) {
            Anchor cause = new Anchor("#story-" + because, getTranslation("learn.story.cause"));
            cause.setRouterIgnore(true);
            cause.addClassName("step-cause");
            line.add(cause);
        }
        ListItem item = new ListItem(line);
        item.setId("story-" + entry.path("version").asText());
        return item;
    }
}
