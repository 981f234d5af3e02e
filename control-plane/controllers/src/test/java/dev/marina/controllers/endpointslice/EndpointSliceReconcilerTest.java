package dev.marina.controllers.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.api.ClusterId;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointSliceReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void slicesFollowThePodsAndGoWithTheService() throws Exception {
        var service = world.writes(acme).create(Types.SERVICES, new ServiceBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withSelector(Samples.WEB).addNewPort().withPort(80).endPort().endSpec().build());
        world.writes(acme).create(Types.PODS, Samples.running(Samples.pod("a"), "n1", world.time.instant()));
        reconcile();
        reconcile();
        assertEquals(1, slices());
        assertEquals(1, world.require(acme, Types.ENDPOINTS, "default", "web").getSubsets().getFirst().getAddresses().size());

        world.writes(acme).delete(Types.SERVICES, service);
        reconcile();
        assertEquals(0, slices());
        assertEquals(List.of(), world.snapshot(acme).list(Types.ENDPOINTS, "default"));
    }

    @Test
    void aServiceWithoutSelectorIsLeftToOthers() throws Exception {
        world.writes(acme).create(Types.SERVICES, new ServiceBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().addNewPort().withPort(80).endPort().endSpec().build());
        reconcile();
        assertEquals(0, slices());
    }

    @Test
    void nothingIsMadeInANamespaceThatIsBeingDeleted() throws Exception {
        world.writes(acme).create(Types.SERVICES, new ServiceBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withSelector(Samples.WEB).addNewPort().withPort(80).endPort().endSpec().build());
        world.writes(acme).create(Types.PODS, Samples.running(Samples.pod("a"), "n1", world.time.instant()));
        refuseToMake(new StatusException.StatusCause("NamespaceTerminating", "namespace default is being terminated", "metadata.namespace"));

        assertEquals(Outcome.SETTLED, world.reconcile(new EndpointSliceReconciler(), acme, "default", "web"));
        assertEquals(Outcome.SETTLED, world.reconcile(new EndpointsReconciler(), acme, "default", "web"));

        assertEquals(0, slices());
        assertEquals(List.of(), world.snapshot(acme).list(Types.ENDPOINTS, "default"));
    }

    @Test
    void anyOtherRefusalIsTriedAgain() {
        world.writes(acme).create(Types.SERVICES, new ServiceBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withSelector(Samples.WEB).addNewPort().withPort(80).endPort().endSpec().build());
        world.writes(acme).create(Types.PODS, Samples.running(Samples.pod("a"), "n1", world.time.instant()));
        refuseToMake();

        assertThrows(StatusException.class, () -> world.reconcile(new EndpointSliceReconciler(), acme, "default", "web"));
        assertThrows(StatusException.class, () -> world.reconcile(new EndpointsReconciler(), acme, "default", "web"));
    }

    private void refuseToMake(StatusException.StatusCause... causes) {
        world.client.faults((verb, _) -> {
            if (verb.equals("create")) {
                throw new StatusException(403, "Forbidden", "unable to create new content", new StatusException.Details("", "", "", "", List.of(causes), 0));
            }
        });
    }

    private void reconcile() throws Exception {
        world.reconcile(new EndpointSliceReconciler(), acme, "default", "web");
        world.reconcile(new EndpointsReconciler(), acme, "default", "web");
    }

    private int slices() {
        return world.snapshot(acme).list(Types.ENDPOINT_SLICES, "default").size();
    }
}
