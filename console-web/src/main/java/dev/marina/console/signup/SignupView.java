package dev.marina.console.signup;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.marina.console.Console;
import dev.marina.console.rest.Refused;
import dev.marina.console.shell.MainLayout;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Sign-up: one page, then straight to the login.
@Route(value = "signup", layout = MainLayout.class)
@AnonymousAllowed
public class SignupView extends Div implements HasDynamicTitle {

    private final TextField tenant = new TextField(getTranslation("signup.tenant"));
    private final EmailField email = new EmailField(getTranslation("signup.email"));
    private final PasswordField password = new PasswordField(getTranslation("signup.password"));
    private final Button submit = new Button(getTranslation("signup.submit"), _ -> signUp());
    private final Span refusal = new Span();

    public SignupView() {
        addClassName("narrow");
        tenant.setHelperText(getTranslation("signup.tenant.help"));
        tenant.setAutofocus(true);
        tenant.setAutocapitalize(com.vaadin.flow.component.textfield.Autocapitalize.NONE);
        password.setHelperText(getTranslation("signup.password.help"));
        password.setAutocomplete(com.vaadin.flow.component.textfield.Autocomplete.NEW_PASSWORD);
        // The server decides what is right; a second opinion here would only differ.
        email.setManualValidation(true);
        tenant.setValueChangeMode(ValueChangeMode.ON_BLUR);
        submit.addThemeVariants(ButtonVariant.LUMO_PRIMARY, ButtonVariant.LUMO_LARGE);
        submit.addClickShortcut(Key.ENTER);
        submit.setDisableOnClick(true);
        refusal.addClassName("refusal");
        refusal.getElement().setAttribute("role", "alert");
        refusal.setVisible(false);
        Anchor login = new Anchor("/login", getTranslation("signup.have-account"));
        login.setRouterIgnore(true);
        Div card = new Div(new H2(getTranslation("signup.title")), new Paragraph(getTranslation("signup.text")), tenant, email, password, refusal, submit, login);
        card.addClassNames("card", "form");
        add(card);
    }

    private void signUp() {
        clear();
        try {
            Console.current().tenancy().signUp(tenant.getValue().strip(), email.getValue().strip(), password.getValue(), address());
            UI.getCurrent().getPage().setLocation("/login?email=" + URLEncoder.encode(email.getValue().strip(), StandardCharsets.UTF_8));
        } catch (Refused refused) {
            show(refused);
            submit.setEnabled(true);
        }
    }

    /// The browser's, as the front says it.
    private static String address() {
        VaadinRequest request = VaadinRequest.getCurrent();
        String fronted = request.getHeader("X-Forwarded-For");
        return fronted == null ? request.getRemoteAddr() : fronted;
    }

    private void clear() {
        tenant.setInvalid(false);
        email.setInvalid(false);
        password.setInvalid(false);
        refusal.setVisible(false);
    }

    private void show(Refused refused) {
        SignupErrors errors = SignupErrors.of(refused);
        errors.tenant().ifPresent(key -> {
            tenant.setErrorMessage(getTranslation(key));
            tenant.setInvalid(true);
        });
        errors.email().ifPresent(key -> {
            email.setErrorMessage(getTranslation(key));
            email.setInvalid(true);
        });
        errors.password().ifPresent(key -> {
            password.setErrorMessage(getTranslation(key));
            password.setInvalid(true);
        });
        errors.general().ifPresent(key -> {
            refusal.setText(getTranslation(key, refused.getMessage()));
            refusal.setVisible(true);
        });
    }

    @Override
    public String getPageTitle() {
        return getTranslation("signup.title") + " · Marina";
    }
}
