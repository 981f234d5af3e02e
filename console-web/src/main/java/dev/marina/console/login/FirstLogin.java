package dev.marina.console.login;

import dev.marina.console.Console;
import dev.marina.console.login.KeycloakTokens.Grant;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Who has just chosen the password of a new account is logged in with it: they need not type it again. Keycloak decides by the same rules as
/// in its own form; where it refuses, or asks for more than a password, its form is what comes next. The password is not kept.
public final class FirstLogin {

    private static final String ATTRIBUTE = FirstLogin.class.getName();

    private FirstLogin() {}

    /// To be followed by a request to `/login` of the same browser, in which the session changes its id.
    public static void prepare(HttpSession session, Console console, String email, String password) {
        try {
            if (console.keycloak().grant(email, password) instanceof Grant.Granted granted) {
                IdToken.parse(granted.id()).require(console.config().issuer(), Clock.systemUTC().instant());
                session.setAttribute(ATTRIBUTE, granted);
            }
        } catch (IOException e) {
            // The account is there all the same.
            LoggerFactory.getLogger(FirstLogin.class).atWarn().addKeyValue("why", e.getMessage()).log("a new account was not logged in");
        }
    }

    /// Once.
    static Optional<Grant.Granted> take(HttpSession session) {
        Optional<Grant.Granted> granted = Optional.ofNullable((Grant.Granted) session.getAttribute(ATTRIBUTE));
        session.removeAttribute(ATTRIBUTE);
        return granted;
    }
}
