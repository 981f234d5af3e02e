package dev.marina.controllers.bootstrapsigner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.marina.api.token.BootstrapToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignaturesPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, String> INFO = Map.of("kubeconfig", "apiVersion: v1", "other", "stays");

    private static BootstrapToken token(String id, boolean signs, Instant end) {
        return new BootstrapToken(id, "0123456789abcdef", Optional.ofNullable(end), true, signs, List.of());
    }

    private static SignaturesPlan plan(Map<String, String> data, BootstrapToken... tokens) {
        return SignaturesPlan.of(data, List.of(tokens), NOW);
    }

    /// The vectors of upstream's test. staging/src/k8s.io/cluster-bootstrap/token/jws/jws_test.go
    @Test
    void aSignatureIsUpstreams() {
        assertEquals("eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8",
                DetachedSignature.of("Hello from the other side. I must have called a thousand times.", "joshua", "my voice is my passcode"));
        assertEquals("eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..7Ui1ALizW4jXphVUB7xUqC9vLYLL9RZeOFfVLoB7Tgk",
                DetachedSignature.of("", "joshua", "my voice is my passcode"));
    }

    @Test
    void everyTokenThatMaySignDoesAndNoOther() {
        SignaturesPlan plan = plan(INFO, token("aaaaaa", true, NOW.plusSeconds(60)), token("bbbbbb", false, null), token("cccccc", true, NOW),
                token("dddddd", true, null));
        assertEquals(Set.of("kubeconfig", "other", "jws-kubeconfig-aaaaaa", "jws-kubeconfig-dddddd"), plan.data().keySet());
        assertEquals(Optional.of(NOW.plusSeconds(60)), plan.next());
    }

    @Test
    void signaturesOfTokensThatAreGoneGo() {
        Map<String, String> signed = plan(INFO, token("aaaaaa", true, null)).data();
        assertEquals(INFO, plan(signed).data());
    }

    @Test
    void whatIsSignedIsSignedTheSameAgain() {
        Map<String, String> signed = plan(INFO, token("aaaaaa", true, null)).data();
        assertEquals(signed, plan(signed, token("aaaaaa", true, null)).data());
    }

    @Test
    void anotherKubeconfigHasAnotherSignature() {
        String first = plan(INFO, token("aaaaaa", true, null)).data().get("jws-kubeconfig-aaaaaa");
        assertNotEquals(first, plan(Map.of("kubeconfig", "apiVersion: v2"), token("aaaaaa", true, null)).data().get("jws-kubeconfig-aaaaaa"));
    }

    @Test
    void withoutAKubeconfigNothingIsTouched() {
        Map<String, String> data = Map.of("jws-kubeconfig-zzzzzz", "stays");
        assertEquals(data, plan(data, token("aaaaaa", true, null)).data());
    }
}
