package dev.marina.controllers.endpointslicemirroring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointSliceMirroringReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @AfterEach
    void close() {
        world.close();
    }

    private Service service(Map<String, String> selector) {
        return world.writes(acme).create(Types.SERVICES, new ServiceBuilder().withNewMetadata().withName("db").withNamespace("default").endMetadata()
                .withNewSpec().withSelector(selector).addNewPort().withPort(5432).endPort().endSpec().build());
    }

    private Endpoints endpoints(String... ready) {
        return new EndpointsBuilder().withNewMetadata().withName("db").withNamespace("default").addToLabels("tier", "data").endMetadata()
                .addNewSubset()
                .addAllToAddresses(List.of(ready).stream().map(ip -> new io.fabric8.kubernetes.api.model.EndpointAddress("", ip, null, null)).toList())
                .addNewNotReadyAddress().withIp("10.0.0.9").endNotReadyAddress().addNewPort().withName("sql").withPort(5432).withProtocol("TCP").endPort()
                .endSubset().build();
    }

    private List<EndpointSlice> slices() throws Exception {
        world.reconcile(new EndpointSliceMirroringReconciler(), acme, "default", "db");
        return world.snapshot(acme).list(Types.ENDPOINT_SLICES, "default");
    }

    private static String text(EndpointSlice slice) {
        return slice.getAddressType()
                + slice.getEndpoints().stream().map(endpoint -> " " + endpoint.getAddresses().getFirst() + "=" + endpoint.getConditions().getReady())
                        .reduce("", String::concat)
                + ":" + slice.getPorts().getFirst().getPort();
    }

    @Test
    void whatIsWrittenByHandIsMirroredChangedAndTakenAway() throws Exception {
        service(Map.of());
        world.writes(acme).create(Types.ENDPOINTS, endpoints("10.0.0.1", "fd00::1"));

        List<EndpointSlice> made = slices();
        assertEquals(List.of("IPv4 10.0.0.1=true 10.0.0.9=false:5432", "IPv6 fd00::1=true:5432"),
                made.stream().map(EndpointSliceMirroringReconcilerTest::text).sorted().toList());
        assertEquals(
                Map.of("tier", "data", "kubernetes.io/service-name", "db", "endpointslice.kubernetes.io/managed-by",
                        "endpointslicemirroring-controller.k8s.io"),
                made.getFirst().getMetadata().getLabels());
        int writes = world.client.calls.size();
        slices();
        assertEquals(writes, world.client.calls.size());

        Endpoints present = world.require(acme, Types.ENDPOINTS, "default", "db");
        world.writes(acme).update(Types.ENDPOINTS, new EndpointsBuilder(present).withSubsets(endpoints("10.0.0.2").getSubsets()).build());
        assertEquals(List.of("IPv4 10.0.0.2=true 10.0.0.9=false:5432"), slices().stream().map(EndpointSliceMirroringReconcilerTest::text).toList());

        world.writes(acme).delete(Types.ENDPOINTS, world.require(acme, Types.ENDPOINTS, "default", "db"));
        assertEquals(List.of(), slices());
    }

    @Test
    void aServiceThatSelectsItsPodsHasSlicesOfAnotherController() throws Exception {
        service(Map.of("app", "db"));
        world.writes(acme).create(Types.ENDPOINTS, endpoints("10.0.0.1"));

        assertEquals(List.of(), slices());
    }

    @Test
    void whoAsksNotToBeMirroredIsNot() throws Exception {
        service(Map.of());
        world.writes(acme).create(Types.ENDPOINTS, new EndpointsBuilder(endpoints("10.0.0.1")).editMetadata()
                .addToLabels("endpointslice.kubernetes.io/skip-mirror", "true").endMetadata().build());

        assertEquals(List.of(), slices());
    }
}
