package dev.marina.controllers.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.testing.Samples;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointSlicePlanTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Service WEB = new ServiceBuilder().withNewMetadata().withName("web").withNamespace("default").withUid("svc").endMetadata()
            .withNewSpec().withClusterIP("10.96.0.20").withSelector(Samples.WEB).addNewPort().withName("http").withPort(80).withNewTargetPort(8080).endPort()
            .endSpec().build();

    @Test
    void aServiceWithoutPodsHasOneEmptySlice() {
        EndpointSlicePlan plan = plan(List.of(), List.of());
        assertEquals(1, plan.create().size());
        assertEquals(List.of(), plan.create().getFirst().getEndpoints());
        assertEquals("web", plan.create().getFirst().getMetadata().getLabels().get("kubernetes.io/service-name"));
    }

    @Test
    void readyPodsAreReadyAndThoseThatLeaveStillServe() {
        Pod leaving = new PodBuilder(running("leaving")).editMetadata().withDeletionTimestamp(NOON.toString()).endMetadata().build();
        EndpointSlice slice = plan(List.of(running("ready"), leaving), List.of()).create().getFirst();
        assertEquals(List.of("leaving false true true", "ready true true false"), slice.getEndpoints().stream().map(endpoint -> "%s %s %s %s".formatted(
                endpoint.getTargetRef().getName(), endpoint.getConditions().getReady(), endpoint.getConditions().getServing(),
                endpoint.getConditions().getTerminating())).toList());
        assertEquals(8080, slice.getPorts().getFirst().getPort());
    }

    @Test
    void podsWithoutAddressAndEndedOnesAreNoEndpoints() {
        Pod ended = new PodBuilder(running("ended")).editStatus().withPhase("Succeeded").endStatus().build();
        assertEquals(List.of(), plan(List.of(Samples.pod("pending"), ended), List.of()).create().getFirst().getEndpoints());
    }

    @Test
    void nothingChangesWhenNothingChanged() {
        List<Pod> pods = List.of(running("a"), running("b"));
        EndpointSlice present = named(plan(pods, List.of()).create().getFirst(), "web-1");
        EndpointSlicePlan again = plan(pods, List.of(present));
        assertEquals(new EndpointSlicePlan(List.of(), List.of(), List.of()), again);
    }

    @Test
    void moreThanAHundredEndpointsNeedMoreSlicesAndAChangeOfOnePodChangesOneSlice() {
        List<Pod> pods = IntStream.range(0, 250).mapToObj(i -> running("p%03d".formatted(i))).toList();
        List<EndpointSlice> slices = plan(pods, List.of()).create();
        assertEquals(List.of(100, 100, 50), slices.stream().map(slice -> slice.getEndpoints().size()).toList());

        List<EndpointSlice> present = IntStream.range(0, 3).mapToObj(i -> named(slices.get(i), "web-" + i)).toList();
        List<Pod> fewer = new ArrayList<>(pods);
        fewer.remove(120);
        EndpointSlicePlan plan = plan(fewer, present);
        assertEquals(List.of("web-1"), plan.change().stream().map(slice -> slice.getMetadata().getName()).toList());
        assertTrue(plan.create().isEmpty() && plan.delete().isEmpty());
    }

    @Test
    void aTargetPortMayBeAName() {
        Service named = new ServiceBuilder(WEB).editSpec().withPorts().addNewPort().withPort(80).withNewTargetPort("http").endPort().endSpec().build();
        Pod pod = new PodBuilder(running("a")).editSpec().editFirstContainer().addNewPort().withName("http").withContainerPort(9090).endPort().endContainer()
                .endSpec().build();
        assertEquals(9090, EndpointSlicePlan.of(ServiceBackends.of(named, List.of(pod)), List.of()).create().getFirst().getPorts().getFirst().getPort());
    }

    @Test
    void endpointsOfTheOlderFormKeepReadyAndOthersApart() {
        Pod unready = new PodBuilder(running("unready")).editStatus().withConditions(List.of()).endStatus().build();
        var subsets = EndpointsReconciler.subsets(ServiceBackends.of(WEB, List.of(running("a"), unready)));
        assertEquals(1, subsets.size());
        assertEquals(1, subsets.getFirst().getAddresses().size());
        assertEquals("unready", subsets.getFirst().getNotReadyAddresses().getFirst().getTargetRef().getName());
    }

    private static EndpointSlicePlan plan(List<Pod> pods, List<EndpointSlice> present) {
        return EndpointSlicePlan.of(ServiceBackends.of(WEB, pods), present);
    }

    private static Pod running(String name) {
        return Samples.running(Samples.pod(name), "n1", NOON);
    }

    /// One that only prepares the pod has ended when the pod serves.
    @Test
    void aNamedPortMayBeOneOfAnInitContainerThatStays() {
        Service named = new ServiceBuilder(WEB).editSpec().withPorts().addNewPort().withPort(80).withNewTargetPort("http").endPort().endSpec().build();
        Pod pod = new PodBuilder(running("a")).editSpec()
                .addNewInitContainer().withName("prepares").addNewPort().withName("http").withContainerPort(9089).endPort().endInitContainer()
                .addNewInitContainer().withName("stays").withRestartPolicy("Always").addNewPort().withName("http").withContainerPort(9090).endPort()
                .endInitContainer().endSpec().build();
        assertEquals(9090, EndpointSlicePlan.of(ServiceBackends.of(named, List.of(pod)), List.of()).create().getFirst().getPorts().getFirst().getPort());
    }

    private static EndpointSlice named(EndpointSlice slice, String name) {
        return new EndpointSliceBuilder(slice).editMetadata().withName(name).endMetadata().build();
    }
}
