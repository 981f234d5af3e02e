package dev.marina.console.learn;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextField;
import dev.marina.console.shell.Guarded;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// What the learner is asked to foresee, and how it turned out.
final class PredictionList extends Div {

    private List<Run.Prediction> shown = List.of();
    private Locale language;

    /// @param id of the prediction
    record Answer(String id, String value) {}

    PredictionList() {
        addClassName("predictions");
    }

    /// @param answer sends it
    /// @param guard enables the button for whoever may
    void show(Run run, Locale in, Consumer<Answer> answer, Consumer<Guarded> guard) {
        if (run.predictions().equals(shown) && in.equals(language)) {
            return;
        }
        shown = run.predictions();
        language = in;
        removeAll();
        shown.forEach(prediction -> add(card(prediction, in, answer, guard)));
    }

    private Div card(Run.Prediction prediction, Locale in, Consumer<Answer> answer, Consumer<Guarded> guard) {
        Div card = new Div(new Paragraph(prediction.ask().in(in)));
        card.addClassNames("card", "prediction");
        card.getElement().setAttribute("lang", in.toLanguageTag());
        if (prediction.state().equals("open")) {
            ask(card, prediction, in, answer, guard);
            return card;
        }
        card.add(new Paragraph(getTranslation(switch (prediction.state()) {
            case "answered" -> "learn.predict.answered";
            case "right" -> "learn.predict.right";
            case "wrong" -> "learn.predict.wrong";
            default -> "learn.predict.closed";
        }, words(prediction, prediction.answer(), in), words(prediction, prediction.truth(), in))));
        if (!prediction.because().in(in).isEmpty()) {
            card.add(new Paragraph(prediction.because().in(in)));
        }
        return card;
    }

    private void ask(Div card, Run.Prediction prediction, Locale in, Consumer<Answer> answer, Consumer<Guarded> guard) {
        Button send = new Button(getTranslation("learn.predict.send"));
        send.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_PRIMARY);
        send.setEnabled(false);
        if (prediction.number()) {
            TextField field = new TextField(getTranslation("learn.predict.number"));
            field.setAllowedCharPattern("[0-9.,-]");
            card.add(field);
            send.addClickListener(_ -> answer.accept(new Answer(prediction.id(), field.getValue().trim().replace(',', '.'))));
        } else {
            RadioButtonGroup<Run.Choice> choices = new RadioButtonGroup<>(getTranslation("learn.predict.choose"), prediction.choices());
            choices.setItemLabelGenerator(choice -> choice.text().in(in));
            card.add(choices);
            send.addClickListener(_ -> {
                if (choices.getValue() != null) {
                    answer.accept(new Answer(prediction.id(), choices.getValue().id()));
                }
            });
        }
        Guarded guarded = new Guarded(send);
        guard.accept(guarded);
        card.add(guarded);
    }

    private static String words(Run.Prediction prediction, String value, Locale in) {
        return prediction.choices().stream().filter(choice -> choice.id().equals(value)).map(choice -> choice.text().in(in)).findFirst().orElse(value);
    }
}
