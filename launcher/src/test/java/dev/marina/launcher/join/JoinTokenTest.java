package dev.marina.launcher.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.tls.Authority;

class JoinTokenTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);

    private static X509Certificate authority(String name) throws Exception {
        return Authority.create(name, Instant.now()).certificate();
    }

    @Test
    void aTokenKnowsTheAuthorityThatItIsFrom() throws Exception {
        X509Certificate ours = authority("ours");
        JoinToken token = JoinToken.parse(JoinToken.of(SECRET, ours).text());

        assertEquals(SECRET, token.secret());
        assertEquals(Optional.of(ours), token.authority(List.of(authority("another"), ours)));
    }

    /// The name is the same, the key is not.
    @Test
    void oneOfTheSameNameIsAnother() throws Exception {
        JoinToken token = JoinToken.of(SECRET, authority("ours"));

        assertEquals(Optional.empty(), token.authority(List.of(authority("ours"))));
    }

    @Test
    void itPrintsNoSecret() throws Exception {
        assertFalse(JoinToken.of(SECRET, authority("ours")).toString().contains(SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0123.4567", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})
    void whatIsNoneIsRefusedWithWhatWouldBeRight(String text) {
        assertTrue(assertThrows(Complaint.class, () -> JoinToken.parse(text)).getMessage().contains("./marina join-token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "http://192.0.2.1:1", "https://192.0.2.1:1/path", "https://user@192.0.2.1:1", ""})
    void aServerHasAHostAndAPort(String server) {
        assertTrue(assertThrows(Complaint.class, () -> JoinPort.parse(server)).getMessage().contains("host:port"));
    }

    @Test
    void aServerIsReadWithAndWithoutItsProtocol() {
        assertEquals(new JoinPort("192.0.2.1", 23456), JoinPort.parse("https://192.0.2.1:23456"));
        assertEquals(new JoinPort("first.example", 1), JoinPort.parse(" first.example:1 "));
    }
}
