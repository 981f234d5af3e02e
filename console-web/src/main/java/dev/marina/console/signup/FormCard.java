package dev.marina.console.signup;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasValidation;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.rest.Refused;
import java.util.LinkedHashMap;
import java.util.Map;

/// A few fields and one button; what is refused is said beside the field, or above the button where it is about none.
final class FormCard extends Div {

    private final Map<String, HasValidation> fields = new LinkedHashMap<>();
    private final Span refusal = new Span();
    private final Button submit;

    /// @param action throws [Refused] where it did not work
    FormCard(String title, String text, String button, Runnable action) {
        submit = new Button(button, _ -> submit(action));
        submit.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_LARGE);
        submit.addClickShortcut(Key.ENTER);
        submit.setDisableOnClick(true);
        refusal.addClassName("refusal");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
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

    private void submit(Runnable action) {
        fields.values().forEach(field -> field.setInvalid(false));
        refusal.setVisible(false);
        try {
            action.run();
        } catch (Refused refused) {
            show(refused);
            submit.setEnabled(true);
        }
    }

    private void show(Refused refused) {
        SignupErrors errors = SignupErrors.of(refused, fields.keySet());
        errors.fields().forEach((name, key) -> {
            fields.get(name).setErrorMessage(getTranslation(key));
            fields.get(name).setInvalid(true);
        });
        errors.general().ifPresent(key -> {
            refusal.setText(getTranslation(key, refused.getMessage()));
            refusal.setVisible(true);
        });
    }
}
