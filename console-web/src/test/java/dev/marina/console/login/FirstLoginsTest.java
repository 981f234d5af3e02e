package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakePlatform;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstLoginsTest {

    private final MovedClock clock = new MovedClock();
    private FakePlatform platform;
    private FirstLogins logins;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform();
        logins = new FirstLogins(platform.console().keycloak(), FakePlatform.ISSUER, clock);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private String prepare() {
        return logins.prepare("session", "ann@acme.test", "a long pass phrase");
    }

    private static String ticket(String address) {
        assertTrue(address.startsWith("/login?email=ann%40acme.test&first="), address);
        return address.substring(address.lastIndexOf('=') + 1);
    }

    @Test
    void whomKeycloakLetsInIsLetInAlsoWhenTheBrowserAsksAgain() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));

        String ticket = ticket(prepare());

        assertTrue(logins.find(ticket, "session").isPresent());
        assertTrue(logins.find(ticket, "session").isPresent(), "the first answer may be lost");
        assertTrue(platform.asked.getFirst().contains("grant_type=password") && platform.asked.getFirst().contains("username=ann%40acme.test"));
    }

    @Test
    void theTicketAloneOrTheSessionAloneLetsNobodyIn() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));

        String ticket = ticket(prepare());

        assertTrue(logins.find(ticket, "another").isEmpty());
        assertTrue(logins.find(ticket, null).isEmpty());
        assertTrue(logins.find("guessed", "session").isEmpty());
    }

    @Test
    void aTicketIsGoodForTwoMinutes() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));

        String ticket = ticket(prepare());
        clock.forward(Duration.ofMinutes(2));

        assertTrue(logins.find(ticket, "session").isEmpty());
    }

    @Test
    void twoWhoSignUpAtOnceGetTheirOwn() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));
        String ann = ticket(prepare());
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("bob@globex.test"));
        String bob = logins.prepare("his", "bob@globex.test", "another pass phrase");

        assertTrue(logins.find(ann, "his").isEmpty());
        assertTrue(logins.find(bob.substring(bob.lastIndexOf('=') + 1), "session").isEmpty());
    }

    @Test
    void keycloakIsAskedAgainWhileItStarts() {
        platform.on("POST " + FakePlatform.TOKEN, 503, "").afterwards("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));
        logins = new FirstLogins(platform.console().keycloak(), FakePlatform.ISSUER, Clock.systemUTC());

        ticket(prepare());

        assertEquals(2, platform.asked.size());
    }

    @Test
    void itIsNotAskedForEver() {
        platform.on("POST " + FakePlatform.TOKEN, 503, "");
        logins = new FirstLogins(platform.console().keycloak(), FakePlatform.ISSUER, Clock.systemUTC(), Duration.ofMillis(400), 1);

        assertEquals("/login?email=ann%40acme.test", prepare(), "an outage is no failure of the sign-up");

        assertEquals(2, platform.asked.size());
    }

    @Test
    void whileItIsAwayOnlySoManyWaitAndTheOthersGetItsForm() {
        platform.on("POST " + FakePlatform.TOKEN, 503, "");
        logins = new FirstLogins(platform.console().keycloak(), FakePlatform.ISSUER, Clock.systemUTC(), Duration.ofMinutes(1), 1);

        CompletableFuture<String> ann = CompletableFuture.supplyAsync(this::prepare, Thread::startVirtualThread);
        CompletableFuture<String> bob = CompletableFuture.supplyAsync(this::prepare, Thread::startVirtualThread);

        assertEquals("/login?email=ann%40acme.test", CompletableFuture.anyOf(ann, bob).orTimeout(30, TimeUnit.SECONDS).join());
        CompletableFuture<String> waiting = ann.isDone() ? bob : ann;
        assertFalse(waiting.isDone(), "the other one waits");
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));
        ticket(waiting.orTimeout(30, TimeUnit.SECONDS).join());
        ticket(prepare());
    }

    @Test
    void whomItRefusesOrWantsMoreOfGetsItsFormAtOnce() {
        platform.on("POST " + FakePlatform.TOKEN, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Account is not fully set up\"}");

        assertEquals("/login?email=ann%40acme.test", prepare());
        assertEquals(1, platform.asked.size());
    }

    @Test
    void aTokenOfAnotherRealmLetsNobodyIn() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test", "https://elsewhere.test/realms/marina"));

        assertEquals("/login?email=ann%40acme.test", prepare());
    }

    @Test
    void thePasswordIsNeitherKeptNorInTheAddress() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));

        String address = prepare();

        assertFalse(address.contains("pass"), address);
        assertFalse(logins.find(ticket(address), "session").orElseThrow().toString().contains("pass phrase"));
    }
}
