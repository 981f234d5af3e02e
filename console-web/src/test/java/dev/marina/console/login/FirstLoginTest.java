package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.mvysny.fakeservlet.FakeHttpSession;
import dev.marina.console.FakePlatform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstLoginTest {

    private FakePlatform platform;
    private FakeHttpSession session;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform();
        session = new FakeHttpSession("s", new com.github.mvysny.fakeservlet.FakeContext(), 0, 3600);
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private void prepare() {
        FirstLogin.prepare(session, platform.console(), "ann@acme.test", "a long pass phrase");
    }

    @Test
    void whomKeycloakLetsInIsLetInOnce() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));

        prepare();

        assertTrue(FirstLogin.take(session).isPresent());
        assertTrue(FirstLogin.take(session).isEmpty(), "a second request begins with Keycloak's form");
        assertTrue(platform.asked.getFirst().contains("grant_type=password") && platform.asked.getFirst().contains("username=ann%40acme.test"));
    }

    @Test
    void whomItRefusesOrWantsMoreOfGetsItsForm() {
        platform.on("POST " + FakePlatform.TOKEN, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Account is not fully set up\"}");

        prepare();

        assertTrue(FirstLogin.take(session).isEmpty());
    }

    @Test
    void anOutageIsNoFailureOfTheSignUp() {
        platform.on("POST " + FakePlatform.TOKEN, 503, "");

        prepare();

        assertTrue(FirstLogin.take(session).isEmpty());
    }

    @Test
    void aTokenOfAnotherRealmLetsNobodyIn() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test", "https://elsewhere.test/realms/marina"));

        prepare();

        assertTrue(FirstLogin.take(session).isEmpty());
    }

    @Test
    void thePasswordIsKeptNowhere() {
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));

        prepare();

        assertEquals(1, java.util.Collections.list(session.getAttributeNames()).stream().map(session::getAttribute)
                .peek(kept -> assertTrue(!kept.toString().contains("pass phrase"))).count());
    }
}
