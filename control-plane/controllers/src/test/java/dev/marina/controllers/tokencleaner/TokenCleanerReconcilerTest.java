package dev.marina.controllers.tokencleaner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenCleanerReconcilerTest {

    private final TestWorld world = new TestWorld();
    private ClusterId acme;

    @BeforeEach
    void aCluster() {
        acme = world.cluster("acme");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void secret(String namespace, String name, String type, String expiration) {
        String encoded = Base64.getEncoder().encodeToString(expiration.getBytes(StandardCharsets.UTF_8));
        world.writes(acme).create(Types.SECRETS, new SecretBuilder().withNewMetadata().withNamespace(namespace).withName(name).endMetadata()
                .withType(type).withData(Map.of("expiration", encoded)).build());
    }

    private Outcome reconcile(String name) throws Exception {
        return world.reconcile(new TokenCleanerReconciler(), acme, "kube-system", name);
    }

    @Test
    void aTokenIsWaitedForAndGoesTwiceWithoutHarm() throws Exception {
        secret("kube-system", "bootstrap-token-abcdef", "bootstrap.kubernetes.io/token", world.time.instant().plusSeconds(60).toString());

        assertEquals(Outcome.recheckAfter(Duration.ofMinutes(1)), reconcile("bootstrap-token-abcdef"));
        world.time.advance(Duration.ofMinutes(1));
        reconcile("bootstrap-token-abcdef");

        assertTrue(world.snapshot(acme).list(Types.SECRETS, "kube-system").isEmpty());
        assertEquals(Outcome.SETTLED, reconcile("bootstrap-token-abcdef"));
    }

    @Test
    void aSecretThatIsNoTokenStaysWhateverItSays() throws Exception {
        secret("kube-system", "bootstrap-token-opaque", "Opaque", "2020-01-01T00:00:00Z");

        reconcile("bootstrap-token-opaque");

        assertEquals(1, world.snapshot(acme).list(Types.SECRETS, "kube-system").size());
    }

    /// Running, of two clusters and two namespaces: only what is a token of the cluster goes.
    @Test
    void ofAllSecretsOnlyTokensThatAreOverGo() {
        String over = world.time.instant().toString();
        secret("kube-system", "bootstrap-token-abcdef", "bootstrap.kubernetes.io/token", over);
        secret("default", "bootstrap-token-abcdef", "bootstrap.kubernetes.io/token", over);
        secret("kube-system", "other", "bootstrap.kubernetes.io/token", over);
        ClusterId globex = world.cluster("globex");
        world.writes(globex).create(Types.SECRETS, new SecretBuilder().withNewMetadata().withNamespace("kube-system").withName("bootstrap-token-abcdef")
                .endMetadata().withType("bootstrap.kubernetes.io/token").withData(Map.of()).build());

        world.start(List.of(TokenCleanerReconciler.controller()));
        world.await("the token goes", () -> world.snapshot(acme).find(Types.SECRETS, "kube-system", "bootstrap-token-abcdef").isEmpty(),
                () -> world.client.calls);

        assertTrue(world.snapshot(acme).find(Types.SECRETS, "default", "bootstrap-token-abcdef").isPresent());
        assertTrue(world.snapshot(acme).find(Types.SECRETS, "kube-system", "other").isPresent());
        assertTrue(world.snapshot(globex).find(Types.SECRETS, "kube-system", "bootstrap-token-abcdef").isPresent());
    }
}
