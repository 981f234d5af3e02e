package dev.marina.console.signup;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.marina.console.Console;
import dev.marina.console.rest.WaysIn;
import dev.marina.console.shell.MainLayout;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Where the link of a sign-up leads: the password is chosen, then everything is made.
@Route(value = "signup/confirm", layout = MainLayout.class)
@AnonymousAllowed
public class ConfirmView extends Div implements BeforeEnterObserver, HasDynamicTitle {

    private final PasswordField password = Fields.newPassword();
    private final TextField tenant = Fields.tenant();
    private String token = "";

    public ConfirmView() {
        addClassName("narrow");
        password.setAutofocus(true);
        // Only where the name asked for was taken meanwhile.
        tenant.setVisible(false);
        add(new FormCard(getTranslation("signup.confirm.title"), getTranslation("signup.confirm.text"), getTranslation("signup.confirm.submit"), this::confirm,
                Fields::goTo)
                .with("tenant", tenant).with("password", password)
                .whenRefused(refused -> tenant.setVisible(tenant.isVisible() || refused.fields().containsKey("tenant"))));
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        token = event.getLocation().getQueryParameters().getSingleParameter("token").orElse("");
    }

    private Callable<String> confirm() {
        WaysIn waysIn = Console.current().waysIn();
        String chosen = password.getValue();
        Optional<String> other = Optional.of(tenant.getValue().strip()).filter(name -> !name.isEmpty());
        String browser = Fields.browser();
        return Fields.newAccount(chosen, () -> waysIn.confirm(token, chosen, other, browser).email());
    }

    @Override
    public String getPageTitle() {
        return getTranslation("signup.confirm.title") + " · Marina";
    }
}
