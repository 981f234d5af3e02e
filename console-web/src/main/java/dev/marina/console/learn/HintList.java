package dev.marina.console.learn;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H5;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.shell.Guarded;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The hints that fit what the cluster shows now, each with its price, and those that were taken.
final class HintList extends Div {

    private List<Run.Hint> shown = List.of();
    private Locale language;

    HintList() {
        addClassName("hints");
    }

    /// @param take takes one
    /// @param guard enables the button for whoever may
    void show(Run run, Locale in, Consumer<Run.Hint> take, Consumer<Guarded> guard) {
        if (run.hints().equals(shown) && in.equals(language)) {
            return;
        }
        shown = run.hints();
        language = in;
        removeAll();
        if (!shown.isEmpty()) {
            add(new H5(getTranslation("learn.hints")));
        }
        shown.forEach(hint -> {
            if (hint.taken()) {
                Div text = new Div(new LabText(hint.text().in(in), command -> new Span(command)));
                text.addClassName("hint");
                text.getElement().setAttribute("lang", in.toLanguageTag());
                add(text);
                return;
            }
            Button offered = new Button(getTranslation("learn.hint.take", title(run, hint.goal(), in), hint.price()), _ -> take.accept(hint));
            offered.addThemeVariants(ButtonVariant.LUMO_SMALL);
            offered.setEnabled(false);
            offered.setDisableOnClick(true);
            Guarded guarded = new Guarded(offered);
            guard.accept(guarded);
            add(guarded);
        });
    }

    private static String title(Run run, String goal, Locale in) {
        return run.goals().stream().filter(each -> each.id().equals(goal)).map(each -> each.title().in(in)).findFirst().orElse(goal);
    }
}
