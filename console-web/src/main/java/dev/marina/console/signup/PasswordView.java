package dev.marina.console.signup;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.marina.console.Console;
import dev.marina.console.rest.WaysIn;
import dev.marina.console.shell.MainLayout;
import java.util.Optional;

/// A forgotten password: asked for with the address, replaced where the link leads.
@Route(value = "password", layout = MainLayout.class)
@AnonymousAllowed
public class PasswordView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final EmailField email = Fields.email();
    private final PasswordField password = Fields.newPassword();

    public PasswordView() {
        addClassName("narrow");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        Optional<String> token = event.getLocation().getQueryParameters().getSingleParameter("token");
        removeAll();
        add(token.map(this::replace).orElseGet(this::ask));
    }

    private FormCard ask() {
        return new FormCard(getTranslation("password.title"), getTranslation("password.text"), getTranslation("password.ask"), () -> {
            WaysIn waysIn = Console.current().waysIn();
            String address = email.getValue().strip();
            String browser = Fields.browser();
            return () -> {
                waysIn.askForPassword(address, browser);
                return "password.sent";
            };
        }, this::said).with("email", email);
    }

    private FormCard replace(String token) {
        return new FormCard(getTranslation("password.title"), getTranslation("password.choose"), getTranslation("password.replace"), () -> {
            WaysIn waysIn = Console.current().waysIn();
            String chosen = password.getValue();
            String browser = Fields.browser();
            return () -> {
                waysIn.replacePassword(token, chosen, browser);
                return "password.replaced";
            };
        }, this::said).with("password", password);
    }

    private void said(String key) {
        removeAll();
        Div card = new Div(new H2(getTranslation("password.title")), new Paragraph(getTranslation(key)), Fields.login(getTranslation("login")));
        card.addClassNames("card", "form");
        add(card);
    }

    @Override
    public String getPageTitle() {
        return getTranslation("password.title") + " · Marina";
    }
}
