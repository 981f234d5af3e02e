package dev.marina.console.signup;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.textfield.Autocapitalize;
import com.vaadin.flow.component.textfield.Autocomplete;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.WrappedHttpSession;
import dev.marina.console.Console;
import dev.marina.console.login.FirstLogins;
import java.util.concurrent.Callable;

/// The fields that the ways in share. The server decides what is right; a second opinion here would only differ.
final class Fields {

    private Fields() {}

    static TextField tenant() {
        TextField tenant = new TextField(UI.getCurrent().getTranslation("signup.tenant"));
        tenant.setHelperText(UI.getCurrent().getTranslation("signup.tenant.help"));
        tenant.setAutocapitalize(Autocapitalize.NONE);
        tenant.setManualValidation(true);
        tenant.setValueChangeMode(ValueChangeMode.ON_BLUR);
        return tenant;
    }

    static EmailField email() {
        EmailField email = new EmailField(UI.getCurrent().getTranslation("signup.email"));
        email.setManualValidation(true);
        return email;
    }

    static PasswordField newPassword() {
        PasswordField password = new PasswordField(UI.getCurrent().getTranslation("signup.password"));
        password.setHelperText(UI.getCurrent().getTranslation("signup.password.help"));
        password.setAutocomplete(Autocomplete.NEW_PASSWORD);
        password.setManualValidation(true);
        return password;
    }

    static PasswordField presentPassword() {
        PasswordField password = new PasswordField(UI.getCurrent().getTranslation("account.present"));
        password.setAutocomplete(Autocomplete.CURRENT_PASSWORD);
        password.setManualValidation(true);
        return password;
    }

    static Anchor login(String text) {
        Anchor login = new Anchor("/login", text);
        login.setRouterIgnore(true);
        return login;
    }

    /// The browser's address, as the front says it.
    static String browser() {
        VaadinRequest request = VaadinRequest.getCurrent();
        String fronted = request.getHeader("X-Forwarded-For");
        return fronted == null ? request.getRemoteAddr() : fronted;
    }

    static void goTo(String path) {
        UI.getCurrent().getPage().setLocation(path);
    }

    /// Makes an account by what is given, which tells its address, and answers where the browser is logged in with the password that was chosen for it.
    static Callable<String> newAccount(String password, Callable<String> making) {
        String session = ((WrappedHttpSession) VaadinSession.getCurrent().getSession()).getHttpSession().getId();
        FirstLogins logins = Console.current().firstLogins();
        return () -> logins.prepare(session, making.call(), password);
    }
}
