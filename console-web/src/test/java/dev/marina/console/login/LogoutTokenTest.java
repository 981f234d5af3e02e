package dev.marina.console.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakePlatform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogoutTokenTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Realm realm;

    @BeforeEach
    void make() throws Exception {
        realm = Realm.create();
    }

    private LogoutToken parse(String token) throws IOException {
        return LogoutToken.parse(token, id -> id.equals("k1") ? Optional.of(realm.key().getPublic()) : Optional.empty(), FakePlatform.ISSUER, NOW);
    }

    private void refused(String token) {
        assertThrows(IOException.class, () -> parse(token), token);
    }

    @Test
    void itNamesAPersonOrOneOfTheirLogins() throws Exception {
        LogoutToken all = parse(realm.signed(Realm.claims(NOW, "\"sub\":\"ann\",")));
        LogoutToken one = parse(realm.signed(Realm.claims(NOW, "\"sub\":\"ann\",\"sid\":\"first\",")));

        assertTrue(all.means(new Person.Who("ann@acme.test", "ann", "second")));
        assertTrue(one.means(new Person.Who("ann@acme.test", "ann", "first")));
        assertFalse(one.means(new Person.Who("ann@acme.test", "ann", "second")));
        assertFalse(all.means(new Person.Who("bob@globex.test", "bob", "first")));
    }

    @Test
    void nobodyButTheRealmSaysSo() throws Exception {
        String claims = Realm.claims(NOW, "\"sub\":\"ann\",");
        String good = realm.signed(claims);
        refused("");
        refused("a.b.c");
        refused(good.substring(0, good.lastIndexOf('.') + 1));
        refused(Realm.create().signed(claims));
        refused(realm.signed("{\"alg\":\"none\",\"kid\":\"k1\"}", claims));
        refused(realm.signed("{\"alg\":\"RS256\",\"kid\":\"another\"}", claims));
        String[] parts = good.split("\\.");
        refused(parts[0] + "." + realm.signed(Realm.claims(NOW, "\"sub\":\"bob\",")).split("\\.")[1] + "." + parts[2]);
    }

    @Test
    void nothingElseThatTheRealmSignsIsTakenForOne() throws Exception {
        refused(realm.signed(Realm.claims(NOW, "\"sub\":\"ann\",\"nonce\":\"n\",")));
        refused(realm.signed(Realm.claims(NOW, "\"sub\":\"ann\",").replace("marina-console", "marina-token")));
        refused(realm.signed(Realm.claims(NOW, "\"sub\":\"ann\",").replace(FakePlatform.ISSUER, "https://elsewhere.test")));
        refused(realm.signed(Realm.claims(NOW, "\"sub\":\"ann\",").replace("backchannel-logout", "other")));
        refused(realm.signed(Realm.claims(NOW.minus(Duration.ofHours(1)), "\"sub\":\"ann\",")));
        refused(realm.signed(Realm.claims(NOW, "")));
    }

    @Test
    void keysAreFetchedAnewForOneThatIsNotKnownButNotForEveryOne() throws Exception {
        List<Integer> fetched = new ArrayList<>();
        MovedClock clock = new MovedClock();
        clock.forward(Duration.ofDays(1));
        RealmKeys keys = new RealmKeys(() -> {
            fetched.add(1);
            return realm.keySet();
        }, clock);

        assertEquals(realm.key().getPublic(), keys.find("k1").orElseThrow());
        assertTrue(keys.find("guessed").isEmpty() && keys.find("guessed-too").isEmpty());
        assertEquals(1, fetched.size());
        clock.forward(Duration.ofMinutes(1));
        assertTrue(keys.find("guessed").isEmpty());
        assertEquals(2, fetched.size());
    }
}
