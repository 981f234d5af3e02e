package dev.marina.console.login;

import dev.marina.console.Console;
import dev.marina.console.login.KeycloakTokens.Grant;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Who is logged in, with their own tokens. Lives in the HTTP session; used from any thread, also where there is no request.
public final class Person implements HttpSessionBindingListener {

    private static final String ATTRIBUTE = Person.class.getName();
    /// Well below the tokens' life.
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final Who who;
    private final KeycloakTokens keycloak;
    private final LiveLogins live;
    private final Clock clock;
    /// Guarded by this; the renewal is made under it so that two threads do not use one refresh token.
    private Grant.Granted grant;
    private Instant expires;
    private boolean over;

    /// @param subject at Keycloak
    /// @param session of Keycloak's; one person may have several
    record Who(String email, String subject, String session) {}

    Person(Who who, Grant.Granted grant, KeycloakTokens keycloak, LiveLogins live, Clock clock) {
        this.who = who;
        this.keycloak = keycloak;
        this.live = live;
        this.clock = clock;
        keep(grant);
    }

    public static Optional<Person> in(HttpSession session) {
        return session == null ? Optional.empty() : Optional.ofNullable((Person) session.getAttribute(ATTRIBUTE));
    }

    /// From now on the session is this person's.
    ///
    /// @param token whose claims have been checked
    static void enter(HttpServletRequest request, IdToken token, Grant.Granted granted, Console console) {
        // A new id, so that a session somebody planted before the login is worth nothing after it.
        request.changeSessionId();
        new Person(token.who(), granted, console.keycloak(), console.liveLogins(), Clock.systemUTC()).keepIn(request.getSession());
    }

    void keepIn(HttpSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
        live.add(this, event.getSession());
    }

    /// Also when the session ends by itself.
    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        live.remove(this);
    }

    Who who() {
        return who;
    }

    public String email() {
        return who.email();
    }

    /// Ends the login at Keycloak, in all that hangs on it.
    ///
    /// @throws IOException where Keycloak does not answer
    synchronized void endAtKeycloak() throws IOException {
        over = true;
        keycloak.end(grant.refresh());
    }

    /// A token that is good for the next request.
    ///
    /// @throws LoginOver when Keycloak ended the login
    public synchronized String bearer() {
        if (over) {
            throw new LoginOver();
        }
        if (clock.instant().plus(MARGIN).isBefore(expires)) {
            return grant.access();
        }
        try {
            switch (keycloak.renew(grant.refresh())) {
                case Grant.Granted next -> keep(next);
                case Grant.Refused(String why) -> {
                    LoggerFactory.getLogger(Person.class).atInfo().addKeyValue("why", why).log("a login is over");
                    over = true;
                    throw new LoginOver();
                }
            }
        } catch (IOException e) {
            if (clock.instant().isBefore(expires)) {
                return grant.access();
            }
            throw new UncheckedIOException("Keycloak does not answer", e);
        }
        return grant.access();
    }

    private void keep(Grant.Granted next) {
        grant = next;
        expires = clock.instant().plus(next.life());
    }

    /// The login ended at Keycloak; the browser has to go to `/logout`.
    public static final class LoginOver extends RuntimeException {
        LoginOver() {
            super("the login is over");
        }
    }
}
