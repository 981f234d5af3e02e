package dev.marina.console.signup;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import dev.marina.console.Console;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.MainLayout;
import java.util.concurrent.Callable;

/// One more tenant, or the first one, for somebody who has an account.
@Route(value = "tenants/new", layout = MainLayout.class)
public class NewTenantView extends Div implements HasDynamicTitle {

    private final TextField name = Fields.tenant();
    private final TextField code = new TextField(getTranslation("signup.code"));

    public NewTenantView() {
        addClassName("narrow");
        name.setAutofocus(true);
        code.setManualValidation(true);
        FormCard card = new FormCard(getTranslation("tenant.new"), getTranslation("tenant.new.text"), getTranslation("create.submit"), this::create,
                UI.getCurrent().getPage()::setLocation).with("name", name);
        if (codeIsNeeded()) {
            card.with("code", code);
        }
        add(card);
    }

    private static boolean codeIsNeeded() {
        try {
            return Console.current().waysIn().policy().mode().equals("code");
        } catch (Refused _) {
            // The form then says what is refused.
            return false;
        }
    }

    /// Where to go then.
    private Callable<String> create() {
        Tenancy tenancy = Console.current().tenancy();
        Person person = MainLayout.requirePerson();
        String wanted = name.getValue().strip();
        String given = code.getValue().strip();
        return () -> {
            tenancy.createTenant(person, wanted, given);
            return "/clusters";
        };
    }

    @Override
    public String getPageTitle() {
        return getTranslation("tenant.new") + " · Marina";
    }
}
