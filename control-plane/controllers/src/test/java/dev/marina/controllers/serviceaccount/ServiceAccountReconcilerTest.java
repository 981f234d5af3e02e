package dev.marina.controllers.serviceaccount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceAccountReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLivingNamespaceHasItsAccountAlsoAfterSomebodyDeletedIt() throws Exception {
        world.reconcile(new ServiceAccountReconciler(), acme, "", "default");
        world.writes(acme).delete(Types.SERVICE_ACCOUNTS, world.require(acme, Types.SERVICE_ACCOUNTS, "default", "default"));
        world.reconcile(new ServiceAccountReconciler(), acme, "", "default");
        world.require(acme, Types.SERVICE_ACCOUNTS, "default", "default");
    }

    @Test
    void aNamespaceThatIsBeingDeletedGetsNone() throws Exception {
        world.writes(acme).delete(Types.NAMESPACES, world.require(acme, Types.NAMESPACES, "", "default"));
        world.reconcile(new ServiceAccountReconciler(), acme, "", "default");
        assertTrue(world.snapshot(acme).list(Types.SERVICE_ACCOUNTS, "default").isEmpty());
    }

    @Test
    void theCaIsCopiedAndACopyThatWasChangedIsRepaired() throws Exception {
        world.writes(acme).create(Types.CONFIG_MAPS, ca("kube-system", "PEM"));
        world.writes(acme).create(Types.CONFIG_MAPS, ca("default", "forged"));
        world.reconcile(new RootCaReconciler(), acme, "", "default");
        assertEquals("PEM", world.require(acme, Types.CONFIG_MAPS, "default", "kube-root-ca.crt").getData().get("ca.crt"));
    }

    @Test
    void whereNothingIsAmissNothingIsKeptDecoded() throws Exception {
        world.writes(acme).create(Types.CONFIG_MAPS, ca("kube-system", "PEM"));
        world.writes(acme).create(Types.CONFIG_MAPS, ca("default", "PEM"));
        world.reconcile(new ServiceAccountReconciler(), acme, "", "default");
        int before = world.snapshot(acme).decoder().kept(acme);
        world.reconcile(new ServiceAccountReconciler(), acme, "", "default");
        world.reconcile(new RootCaReconciler(), acme, "", "default");
        assertEquals(before, world.snapshot(acme).decoder().kept(acme));
    }

    @Test
    void aTokenForAnAccountThatIsNotThereIsDeleted() throws Exception {
        world.writes(acme).create(Types.SECRETS, new SecretBuilder().withNewMetadata().withName("t").withNamespace("default")
                .withAnnotations(Map.of(TokenSecretReconciler.ACCOUNT_NAME, "absent")).endMetadata().withType(TokenSecretReconciler.TYPE).build());
        world.reconcile(new TokenSecretReconciler(), acme, "default", "t");
        assertTrue(world.snapshot(acme).list(Types.SECRETS, "default").isEmpty());
    }

    private static io.fabric8.kubernetes.api.model.ConfigMap ca(String namespace, String pem) {
        return new ConfigMapBuilder().withNewMetadata().withName("kube-root-ca.crt").withNamespace(namespace).endMetadata().withData(Map.of("ca.crt", pem))
                .build();
    }
}
