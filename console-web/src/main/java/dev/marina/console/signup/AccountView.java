package dev.marina.console.signup;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.MainLayout;
import java.util.concurrent.Callable;

/// The account of the person who is logged in: another password, for whoever knows the present one.
@Route(value = "account", layout = MainLayout.class)
public class AccountView extends Div implements HasDynamicTitle {

    private final PasswordField present = Fields.presentPassword();
    private final PasswordField chosen = Fields.newPassword();

    public AccountView() {
        addClassName("narrow");
        add(new FormCard(getTranslation("account.title"), getTranslation("account.text"), getTranslation("account.change"), this::change, this::changed)
                .with("presentPassword", present).with("password", chosen));
    }

    /// What is said then.
    private Callable<String> change() {
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        String now = present.getValue();
        String then = chosen.getValue();
        return () -> {
            tenancy.changePassword(person, now, then);
            return "account.changed";
        };
    }

    private void changed(String key) {
        removeAll();
        Paragraph said = new Paragraph(getTranslation(key));
        said.getElement().setAttribute("role", "status");
        Div card = new Div(new H2(getTranslation("account.title")), said);
        card.addClassNames("card", "form");
        add(card);
    }

    @Override
    public String getPageTitle() {
        return getTranslation("account.title") + " · Marina";
    }
}
