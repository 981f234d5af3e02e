package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakePlatform;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogoutTest {

    private static final String LOGOUT = "POST /realms/marina/protocol/openid-connect/logout";

    private FakePlatform platform;
    private Realm realm;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform();
        realm = Realm.create();
        platform.on(LOGOUT, 204, "").on("GET /realms/marina/protocol/openid-connect/certs", 200, realm.keySet());
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private FakeBrowser loggedIn(String email) {
        FakeBrowser browser = new FakeBrowser(platform.console());
        Person person = LoggedIn.in(platform, browser.session(), email);
        person.valueBound(new HttpSessionBindingEvent(browser.session(), "person", person));
        return browser;
    }

    private static boolean in(FakeBrowser browser) {
        return browser.lives() && Person.in(browser.session()).isPresent();
    }

    @Test
    void whoLogsOutIsOutHereAndAtKeycloakAndNoAddressHasAToken() throws Exception {
        FakeBrowser ann = loggedIn("ann@acme.test");

        assertTrue(ann.get(new LogoutServlet(), true).contains("url=/logout?end"));
        assertEquals("/", ann.query("end").get(new LogoutServlet(), true));

        assertFalse(in(ann));
        assertTrue(platform.asked.getLast().startsWith(LOGOUT) && platform.asked.getLast().contains("refresh_token=refresh"), platform.asked.toString());
    }

    @Test
    void whereKeycloakDoesNotAnswerTheBrowserEndsItThereWithoutAToken() throws Exception {
        platform.on(LOGOUT, 503, "");
        FakeBrowser ann = loggedIn("ann@acme.test");

        String address = ann.query("end").get(new LogoutServlet(), true);

        assertFalse(in(ann));
        assertTrue(address.startsWith(FakePlatform.ISSUER + "/protocol/openid-connect/logout?client_id=marina-console&post_logout"), address);
        assertFalse(address.contains("hint"), address);
    }

    @Test
    void keycloakEndsThePersonsSessionsAndNoOthers() throws Exception {
        FakeBrowser ann = loggedIn("ann@acme.test");
        FakeBrowser annToo = loggedIn("ann@acme.test");
        FakeBrowser bob = loggedIn("bob@globex.test");

        int status = ann.post(new BackchannelLogoutServlet(),
                "logout_token=" + realm.signed(Realm.claims(Instant.now(), "\"sub\":\"subject-of-ann@acme.test\",")));

        assertEquals(200, status);
        assertFalse(in(ann) || in(annToo));
        assertTrue(in(bob));
    }

    @Test
    void somebodyElseEndsNothing() throws Exception {
        FakeBrowser ann = loggedIn("ann@acme.test");
        String forged = Realm.create().signed(Realm.claims(Instant.now(), "\"sub\":\"subject-of-ann@acme.test\","));

        assertEquals(400, ann.post(new BackchannelLogoutServlet(), "logout_token=" + forged));
        assertEquals(400, ann.post(new BackchannelLogoutServlet()));
        assertTrue(in(ann));
    }

    @Test
    void whileTheKeysAreNotToBeHadKeycloakIsToldToTryAgain() throws Exception {
        platform.on("GET /realms/marina/protocol/openid-connect/certs", 503, "");

        assertEquals(503, loggedIn("ann@acme.test").post(new BackchannelLogoutServlet(),
                "logout_token=" + realm.signed(Realm.claims(Instant.now(), "\"sub\":\"subject-of-ann@acme.test\","))));
    }
}
