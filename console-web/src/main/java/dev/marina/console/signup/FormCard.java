package dev.marina.console.signup;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasValidation;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import dev.marina.console.rest.Refused;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A few fields and one button; what is refused is said beside the field, or above the button where it is about none.
final class FormCard extends Div {

    private final Map<String, HasValidation> fields = new LinkedHashMap<>();
    private final Refusal refusal = new Refusal();
    private final Button submit;
    private Consumer<Refused> alsoRefused = _ -> {};

    /// @param filled takes what was filled in to the request that is made of it, outside the page
    /// @param done is called in the page
    <T> FormCard(String title, String text, String button, Supplier<Callable<T>> filled, Consumer<T> done) {
        submit = new Button(button, _ -> submit(filled.get(), done));
        submit.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_LARGE);
        submit.addClickShortcut(Key.ENTER);
        submit.setDisableOnClick(true);
        addClassNames("card", "form");
        add(new H2(title), new Paragraph(text), refusal, submit);
    }

    /// @param name as in the REST API
    <F extends Component & HasValidation> FormCard with(String name, F field) {
        fields.put(name, field);
        addComponentAtIndex(getComponentCount() - 2, field);
        return this;
    }

    /// Below the button.
    FormCard and(Component more) {
        add(more);
        return this;
    }

    /// To be told too of what was refused.
    FormCard whenRefused(Consumer<Refused> listener) {
        alsoRefused = listener;
        return this;
    }

    private <T> void submit(Callable<T> work, Consumer<T> done) {
        fields.values().forEach(field -> field.setInvalid(false));
        refusal.setVisible(false);
        Attempt.of(UI.getCurrent(), work, done, this::show, this::refuse);
    }

    private void show(Refused refused) {
        alsoRefused.accept(refused);
        SignupErrors errors = SignupErrors.of(refused, fields.keySet());
        errors.fields().forEach((name, key) -> {
            fields.get(name).setErrorMessage(getTranslation(key));
            fields.get(name).setInvalid(true);
        });
        errors.general().ifPresent(key -> refuse(getTranslation(key, refused.getMessage())));
        submit.setEnabled(true);
    }

    private void refuse(String sentence) {
        refusal.setText(sentence);
        refusal.setVisible(true);
        submit.setEnabled(true);
    }
}
