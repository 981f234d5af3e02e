package dev.marina.console.login;

import dev.marina.console.feed.Backoff;
import dev.marina.console.login.KeycloakTokens.Grant;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who has just chosen the password of a new account is logged in with it: they need not type it again. Keycloak decides by the same rules as
/// in its own form; where it refuses, or asks for more than a password, its form is what comes next. The password is not kept.
///
/// The page that knows a ticket and the session that it was made for are needed together: a session that somebody planted is not enough, and
/// neither is an address that somebody was lured to. Both are good for as long as a slow browser may take, also twice: a browser that asks
/// again, because it lost the answer or was told to go there twice, still has the session's old id.
public final class FirstLogins {

    private static final Logger LOG = LoggerFactory.getLogger(FirstLogins.class);
    /// How long Keycloak, which may be starting or busy, is asked again.
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    /// How many wait for that at once: while Keycloak is away, everybody who comes would.
    private static final int MOST_WAITING = 64;
    private static final Duration LIFE = Duration.ofMinutes(2);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(4));

    private final KeycloakTokens keycloak;
    private final String issuer;
    private final Clock clock;
    private final Duration patience;
    private final Semaphore places;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    private record Waiting(Grant.Granted granted, String session, Instant until) {}

    public FirstLogins(KeycloakTokens keycloak, String issuer, Clock clock) {
        this(keycloak, issuer, clock, PATIENCE, MOST_WAITING);
    }

    FirstLogins(KeycloakTokens keycloak, String issuer, Clock clock, Duration patience, int mostWaiting) {
        this.keycloak = keycloak;
        this.issuer = issuer;
        this.clock = clock;
        this.patience = patience;
        this.places = new Semaphore(mostWaiting);
    }

    /// Takes as long as Keycloak may need: to be called outside the browser's request.
    ///
    /// @param session the id of the browser's
    /// @return where the page sends its browser: by way of Keycloak's form only where the new password was not enough
    public String prepare(String session, String email, String password) {
        waiting.values().removeIf(old -> old.until().isBefore(clock.instant()));
        String form = "/login?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8);
        return granted(email, password).map(granted -> {
            String ticket = LoginRequest.random();
            waiting.put(ticket, new Waiting(granted, session, clock.instant().plus(LIFE)));
            return form + "&first=" + ticket;
        }).orElse(form);
    }

    private Optional<Grant.Granted> granted(String email, String password) {
        try {
            return switch (ask(email, password)) {
                case Grant.Granted granted -> {
                    IdToken.parse(granted.id()).require(issuer, clock.instant());
                    yield Optional.of(granted);
                }
                case Grant.Refused(String why) -> {
                    LOG.atWarn().addKeyValue("why", why).log("Keycloak refused the first login of a new account");
                    yield Optional.empty();
                }
            };
        } catch (IOException e) {
            // The account is there all the same.
            LOG.atWarn().addKeyValue("why", String.valueOf(e.getMessage())).log("a new account was not logged in");
            return Optional.empty();
        }
    }

    private Grant ask(String email, String password) throws IOException {
        boolean mayWait = places.tryAcquire();
        try {
            return ask(email, password, clock.instant().plus(mayWait ? patience : Duration.ZERO));
        } finally {
            if (mayWait) {
                places.release();
            }
        }
    }

    private Grant ask(String email, String password, Instant until) throws IOException {
        for (int inVain = 1;; inVain++) {
            try {
                return keycloak.grant(email, password);
            } catch (IOException e) {
                Duration pause = BACKOFF.after(inVain);
                if (clock.instant().plus(pause).isAfter(until) || !paused(pause)) {
                    throw e;
                }
                LOG.atInfo().addKeyValue("why", String.valueOf(e.getMessage())).log("Keycloak is asked again for a first login");
            }
        }
    }

    private static boolean paused(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// May be asked again within the ticket's life.
    ///
    /// @param session the id that the browser sent, which may be one that was changed since
    Optional<Grant.Granted> find(String ticket, String session) {
        return Optional.ofNullable(waiting.get(ticket)).filter(found -> found.session().equals(session) && clock.instant().isBefore(found.until()))
                .map(Waiting::granted);
    }
}
