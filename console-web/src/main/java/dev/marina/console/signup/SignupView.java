package dev.marina.console.signup;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.component.textfield.PasswordField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.marina.console.Console;
import dev.marina.console.rest.Refused;
import dev.marina.console.rest.WaysIn;
import dev.marina.console.shell.MainLayout;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Sign-up: asks for what this installation needs, then says where the link went.
@Route(value = "signup", layout = MainLayout.class)
@AnonymousAllowed
public class SignupView extends Div implements HasDynamicTitle {

    private final TextField tenant = Fields.tenant();
    private final EmailField email = Fields.email();
    private final PasswordField password = Fields.newPassword();
    private final TextField code = new TextField(getTranslation("signup.code"));

    public SignupView() {
        addClassName("narrow");
        try {
            show(Console.current().waysIn().policy());
        } catch (Refused refused) {
            add(notice(getTranslation("signup.title"), getTranslation("signup.error.other", refused.getMessage())));
        }
    }

    private void show(WaysIn.Policy policy) {
        if (policy.mode().equals("invite")) {
            add(notice(getTranslation("signup.title"), getTranslation("signup.by-invitation")).and(Fields.login(getTranslation("signup.have-account"))));
            return;
        }
        tenant.setAutofocus(true);
        code.setManualValidation(true);
        FormCard card = new FormCard(getTranslation("signup.title"), getTranslation(policy.mailProof() ? "signup.text.proof" : "signup.text"),
                getTranslation("signup.submit"), () -> signUp(policy), this::signedUp).with("tenant", tenant).with("email", email);
        if (policy.mode().equals("code")) {
            card.with("code", code);
        }
        if (!policy.mailProof()) {
            card.with("password", password);
        }
        add(card.and(Fields.login(getTranslation("signup.have-account"))));
    }

    private Callable<SignedUp> signUp(WaysIn.Policy policy) {
        WaysIn waysIn = Console.current().waysIn();
        String name = tenant.getValue().strip();
        String address = email.getValue().strip();
        String given = code.getValue();
        String browser = Fields.browser();
        if (policy.mailProof()) {
            return () -> new SignedUp.Asked(address, waysIn.signUp(name, address, given, Optional.empty(), browser));
        }
        String chosen = password.getValue();
        Callable<String> account = Fields.newAccount(chosen, () -> {
            waysIn.signUp(name, address, given, Optional.of(chosen), browser);
            return address;
        });
        return () -> new SignedUp.Made(account.call());
    }

    private void signedUp(SignedUp how) {
        switch (how) {
            case SignedUp.Asked(String address, Optional<String> link) -> {
                removeAll();
                add(sent(address, link));
            }
            case SignedUp.Made(String login) -> Fields.goTo(login);
        }
    }

    /// How far one request brought it.
    private sealed interface SignedUp {
        record Asked(String email, Optional<String> link) implements SignedUp {}

        record Made(String login) implements SignedUp {}
    }

    private Div sent(String address, Optional<String> link) {
        Notice notice = notice(getTranslation("signup.sent.title"), getTranslation(link.isPresent() ? "signup.sent.shown" : "signup.sent.mailed", address));
        link.ifPresent(shown -> {
            Anchor follow = new Anchor(shown, getTranslation("signup.sent.follow"));
            follow.setId("confirm-link");
            follow.setRouterIgnore(true);
            follow.addClassNames("big-button", "primary");
            notice.and(follow);
        });
        return notice;
    }

    private static Notice notice(String title, String text) {
        return new Notice(title, text);
    }

    /// Something to read, where there is nothing to fill in.
    private static final class Notice extends Div {
        Notice(String title, String text) {
            addClassNames("card", "form");
            add(new H2(title), new Paragraph(text));
        }

        Notice and(Anchor more) {
            add(more);
            return this;
        }
    }

    @Override
    public String getPageTitle() {
        return getTranslation("signup.title") + " · Marina";
    }
}
