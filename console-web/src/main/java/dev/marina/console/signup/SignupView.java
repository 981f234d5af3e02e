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
                getTranslation("signup.submit"), () -> signUp(policy)).with("tenant", tenant).with("email", email);
        if (policy.mode().equals("code")) {
            card.with("code", code);
        }
        if (!policy.mailProof()) {
            card.with("password", password);
        }
        add(card.and(Fields.login(getTranslation("signup.have-account"))));
    }

    private void signUp(WaysIn.Policy policy) {
        WaysIn waysIn = Console.current().waysIn();
        String address = email.getValue().strip();
        Optional<String> chosen = policy.mailProof() ? Optional.empty() : Optional.of(password.getValue());
        Optional<String> link = waysIn.signUp(tenant.getValue().strip(), address, code.getValue(), chosen, Fields.browser());
        if (policy.mailProof()) {
            removeAll();
            add(sent(address, link));
        } else {
            Fields.goToLogin(address);
        }
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
