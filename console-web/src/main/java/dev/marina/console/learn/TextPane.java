package dev.marina.console.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/// The text of a lab, step after step, in the language that is chosen; below it what happened, once the lab is over.
final class TextPane extends Div {

    private final Function<String, Component> command;
    private final Consumer<String> reset;
    private JsonNode text = MissingNode.getInstance();
    private JsonNode story = MissingNode.getInstance();
    private boolean running;
    private Locale language = Locale.ENGLISH;

    /// @param command shows a command
    /// @param reset goes back to a step
    TextPane(Function<String, Component> command, Consumer<String> reset) {
        this.command = command;
        this.reset = reset;
        addClassName("lab-pane");
    }

    boolean showsNothing() {
        return text.isMissingNode();
    }

    /// @param run whether the text is a run's own
    void show(JsonNode read, boolean run, Locale in) {
        text = read;
        running = run;
        story = MissingNode.getInstance();
        language = in;
        draw();
    }

    /// What just happened.
    void tell(JsonNode happened) {
        story = happened;
        draw();
    }

    void in(Locale wanted) {
        language = wanted;
        draw();
    }

    private void draw() {
        removeAll();
        if (text.isMissingNode()) {
            return;
        }
        getElement().setAttribute("lang", language.toLanguageTag());
        JsonNode words = text.path("languages").path(Said.tag(language));
        add(new LabText(words.path("intro").asText(), command));
        int number = 0;
        for (JsonNode step : words.path("steps")) {
            number++;
            H4 title = new H4("%d. %s".formatted(number, step.path("title").asText()));
            title.setId("step-" + step.path("id").asText());
            Div head = new Div(title);
            head.addClassName("why-head");
            if (running && number > 1) {
                String id = step.path("id").asText();
                Button back = new Button(getTranslation("learn.back"), _ -> reset.accept(id));
                back.setAriaLabel(getTranslation("learn.back.to", step.path("title").asText()));
                back.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
                head.add(back);
            }
            add(head, new LabText(step.path("body").asText(), command));
        }
        add(new LabText(words.path("outro").asText(), command));
        if (!story.isMissingNode()) {
            add(new Story(story, language));
        }
    }
}
