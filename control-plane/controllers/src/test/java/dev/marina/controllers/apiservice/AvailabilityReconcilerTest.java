package dev.marina.controllers.apiservice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.APIServiceBuilder;
import io.fabric8.kubernetes.api.model.APIServiceCondition;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvailabilityReconcilerTest {

    private static final String NAME = "v1.a.example.com";

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final List<String> asked = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private final AvailabilityReconciler reconciler = new AvailabilityReconciler((cluster, name) -> {
        asked.add(cluster + " " + name);
        return failure;
    });

    @AfterEach
    void close() {
        world.close();
    }

    private void registered() {
        world.writes(acme).create(Types.API_SERVICES, new APIServiceBuilder().withNewMetadata().withName(NAME).endMetadata()
                .withNewSpec().withGroup("a.example.com").withVersion("v1").withNewService("s", "default", 7443).endSpec().build());
    }

    private void service(int port) {
        world.writes(acme).create(Types.SERVICES, new ServiceBuilder().withNewMetadata().withName("s").withNamespace("default").endMetadata()
                .withNewSpec().addNewPort().withName("https").withPort(port).endPort().endSpec().build());
    }

    private void slice(boolean ready) {
        world.writes(acme).create(Types.ENDPOINT_SLICES, new EndpointSliceBuilder().withNewMetadata().withName("s-" + ready).withNamespace("default")
                .addToLabels("kubernetes.io/service-name", "s").endMetadata().withAddressType("IPv4")
                .addNewPort().withName("https").withPort(8443).endPort()
                .addNewEndpoint().withAddresses("10.0.0.1").withNewConditions().withReady(ready).endConditions().endEndpoint().build());
    }

    private Outcome outcome() throws Exception {
        return world.reconcile(reconciler, acme, "", NAME);
    }

    private List<APIServiceCondition> conditions() throws Exception {
        outcome();
        return world.require(acme, Types.API_SERVICES, "", NAME).getStatus().getConditions();
    }

    private String said() throws Exception {
        APIServiceCondition said = conditions().getFirst();
        return said.getStatus() + " " + said.getReason();
    }

    @Test
    void whatIsMissingIsNamedStepByStepAndNobodyIsAsked() throws Exception {
        registered();
        assertEquals("False ServiceNotFound", said());
        service(443);
        assertEquals("False ServicePortError", said());
        world.writes(acme).delete(Types.SERVICES, world.require(acme, Types.SERVICES, "default", "s"));
        service(7443);
        assertEquals("False EndpointsNotFound", said());
        slice(false);
        assertEquals("False MissingEndpoints", said());
        assertEquals(Outcome.SETTLED, outcome());
        assertEquals(List.of(), asked);
    }

    @Test
    void aServerIsAskedAgainWhateverItAnswered() throws Exception {
        registered();
        service(7443);
        slice(true);
        failure = Optional.of("no answer");
        assertEquals(new Outcome.RecheckAfter(Duration.ofSeconds(5)), outcome());
        assertEquals("False FailedDiscoveryCheck", said());
        failure = Optional.empty();
        assertEquals(new Outcome.RecheckAfter(Duration.ofSeconds(30)), outcome());
        assertEquals("all checks passed", conditions().getFirst().getMessage());
        assertEquals(acme + " " + NAME, asked.getFirst());
    }

    @Test
    void theTimeIsThatOfTheTurnAndOthersConditionsStay() throws Exception {
        registered();
        String first = conditions().getFirst().getLastTransitionTime();
        APIService stored = world.require(acme, Types.API_SERVICES, "", NAME);
        world.writes(acme).updateStatus(Types.API_SERVICES,
                new APIServiceBuilder(stored).editStatus().addNewCondition().withType("Other").withStatus("True").endCondition().endStatus().build());
        world.time.advance(Duration.ofSeconds(10));
        service(443);
        List<APIServiceCondition> after = conditions();
        assertEquals(List.of("Available", "Other"), after.stream().map(APIServiceCondition::getType).toList());
        assertEquals("ServicePortError " + first, after.getFirst().getReason() + " " + after.getFirst().getLastTransitionTime());
    }

    @Test
    void whatIsLocalIsAvailable() throws Exception {
        world.writes(acme).create(Types.API_SERVICES, new APIServiceBuilder().withNewMetadata().withName(NAME).endMetadata()
                .withNewSpec().withGroup("a.example.com").withVersion("v1").endSpec().build());
        assertEquals("True Local", said());
    }
}
