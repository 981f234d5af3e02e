package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakePlatform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The way from a new account into the console.
class LoginServletTest {

    private FakePlatform platform;
    private FakeBrowser browser;
    private String first;

    @BeforeEach
    void signUp() throws Exception {
        platform = new FakePlatform();
        platform.on("POST " + FakePlatform.TOKEN, 200, FakePlatform.tokens("ann@acme.test"));
        browser = new FakeBrowser(platform.console());
        String address = platform.console().firstLogins().prepare(browser.cookie(), "ann@acme.test", "a long pass phrase");
        first = address.substring(address.indexOf("first="));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private String login(boolean arrived, String... parameters) throws Exception {
        return browser.get(new LoginServlet(), arrived, parameters);
    }

    @Test
    void theConsolesPageIsGoneBeforeTheSessionChangesItsId() throws Exception {
        String planted = browser.cookie();

        String leaving = login(true, first);

        assertTrue(leaving.contains("url=/login?" + first + "&enter"), leaving);
        assertEquals(planted, browser.cookie(), "what the page still asks is answered as before");
        assertEquals("/clusters", login(true, first, "enter"));
        assertNotEquals(planted, browser.cookie());
        assertEquals("ann@acme.test", Person.in(browser.session()).orElseThrow().email());
    }

    @Test
    void aBrowserThatLostTheAnswerOrGoesThereTwiceIsInAllTheSame() throws Exception {
        login(true, first);
        login(false, first, "enter");

        assertEquals("/clusters", login(true, first, "enter"));
        assertTrue(Person.in(browser.session()).isPresent());
        assertEquals("/clusters", login(true, first));
    }

    @Test
    void anotherBrowserIsSentToKeycloakWithTheSameAddress() throws Exception {
        browser = new FakeBrowser(platform.console());

        assertTrue(login(true, first, "enter").startsWith(FakePlatform.ISSUER + "/protocol/openid-connect/auth?"));
        assertTrue(Person.in(browser.session()).isEmpty());
    }

    @Test
    void theSameSessionWithoutTheTicketIsSentToKeycloak() throws Exception {
        assertTrue(login(true).startsWith(FakePlatform.ISSUER + "/protocol/openid-connect/auth?"));
        assertTrue(login(true, "first=<script>", "enter").startsWith(FakePlatform.ISSUER + "/protocol/openid-connect/auth?"));
        assertFalse(login(true, "first=<script>").contains("<script>"));
    }
}
