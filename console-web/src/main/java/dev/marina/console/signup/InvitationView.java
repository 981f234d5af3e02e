package dev.marina.console.signup;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.WaysIn;
import dev.marina.console.shell.MainLayout;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Where the link of an invitation leads: who is logged in accepts as they are, somebody new chooses a password.
@Route(value = "invitation", layout = MainLayout.class)
@AnonymousAllowed
public class InvitationView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final PasswordField password = Fields.newPassword();
    private String token = "";

    public InvitationView() {
        addClassName("narrow");
        Optional<Person> person = MainLayout.person();
        FormCard card = new FormCard(getTranslation("invitation.title"),
                person.map(known -> getTranslation("invitation.text.known", known.email())).orElseGet(() -> getTranslation("invitation.text.new")),
                getTranslation("invitation.accept"), () -> accept(person), Fields::goTo);
        if (person.isEmpty()) {
            card.with("password", password).and(new Paragraph(getTranslation("invitation.have-account"))).and(Fields.login(getTranslation("login")));
        }
        add(card);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        token = event.getLocation().getQueryParameters().getSingleParameter("token").orElse("");
    }

    /// Where to go then.
    private Callable<String> accept(Optional<Person> person) {
        WaysIn waysIn = Console.current().waysIn();
        if (person.isPresent()) {
            return () -> {
                waysIn.accept(person.get(), token);
                return "/clusters";
            };
        }
        String chosen = password.getValue();
        String browser = Fields.browser();
        return Fields.newAccount(chosen, () -> waysIn.accept(token, chosen, browser).email());
    }

    @Override
    public String getPageTitle() {
        return getTranslation("invitation.title") + " · Marina";
    }
}
