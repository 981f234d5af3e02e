package dev.marina.controllers.bootstrapsigner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BootstrapSignerReconcilerTest {

    private static final String SIGNATURE = "jws-kubeconfig-abcdef";

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

    private void info(ClusterId cluster) {
        world.writes(cluster).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withNamespace("kube-public").withName("cluster-info")
                .endMetadata().withData(Map.of("kubeconfig", "apiVersion: v1")).build());
    }

    private void token(ClusterId cluster, String expiration) {
        Map<String, String> data = new HashMap<>(Map.of("token-id", "abcdef", "token-secret", "0123456789abcdef", "usage-bootstrap-signing", "true",
                "expiration", expiration));
        data.replaceAll((_, text) -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        world.writes(cluster).create(Types.SECRETS, new SecretBuilder().withNewMetadata().withNamespace("kube-system").withName("bootstrap-token-abcdef")
                .endMetadata().withType("bootstrap.kubernetes.io/token").withData(data).build());
    }

    private boolean signed(ClusterId cluster) {
        return world.require(cluster, Types.CONFIG_MAPS, "kube-public", "cluster-info").getData().containsKey(SIGNATURE);
    }

    private Outcome reconcile() throws Exception {
        return world.reconcile(new BootstrapSignerReconciler(), acme, "kube-public", "cluster-info");
    }

    @Test
    void aSignatureComesWithTheTokenAndGoesWithItsTime() throws Exception {
        info(acme);
        token(acme, world.time.instant().plusSeconds(60).toString());

        assertEquals(Outcome.recheckAfter(Duration.ofMinutes(1)), reconcile());
        assertTrue(signed(acme));
        int writes = world.client.calls.size();
        reconcile();
        assertEquals(writes, world.client.calls.size(), "nothing is written twice");

        world.time.advance(Duration.ofMinutes(1));
        assertEquals(Outcome.SETTLED, reconcile());
        assertFalse(signed(acme));
    }

    @Test
    void whereThereIsNoClusterInfoNoneIsMade() throws Exception {
        token(acme, "");
        reconcile();
        assertTrue(world.snapshot(acme).list(Types.CONFIG_MAPS, "kube-public").isEmpty());
    }

    @Test
    void aTokenSignsForItsOwnClusterOnly() {
        ClusterId globex = world.cluster("globex");
        info(acme);
        info(globex);
        world.start(List.of(BootstrapSignerReconciler.controller()));

        token(acme, "");

        world.await("acme's is signed", () -> signed(acme), () -> world.client.calls);
        world.writes(acme).delete(Types.SECRETS, world.require(acme, Types.SECRETS, "kube-system", "bootstrap-token-abcdef"));
        world.await("the signature goes with the token", () -> !signed(acme), () -> world.client.calls);
        assertFalse(signed(globex));
    }
}
