package dev.marina.controllers.horizontalpodautoscaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.controllers.horizontalpodautoscaling.Metrics.NoMetrics;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private final Pod pod = new PodBuilder(Autoscalers.pod("web")).editSpec()
            .addToContainers(container("log", "100m"))
            .addToInitContainers(container("before", "9"), new ContainerBuilder(container("beside", "50m")).withRestartPolicy("Always").build())
            .endSpec().build();

    @Test
    void whatRunsBesideCountsAndWhatRunsBeforeDoesNot() {
        assertEquals(Map.of("web", 650L), Requests.of(List.of(pod), "cpu", ""));
        assertEquals(Map.of("web", 100L), Requests.of(List.of(pod), "cpu", "log"));
        assertEquals(Map.of("web", 50L), Requests.of(List.of(pod), "cpu", "beside"));
    }

    @Test
    void whatThePodAsksForAsSuchComesFirst() {
        Pod whole = new PodBuilder(pod).editSpec().withResources(new ResourceRequirementsBuilder().addToRequests("cpu", new Quantity("2")).build()).endSpec()
                .build();
        assertEquals(Map.of("web", 2000L), Requests.of(List.of(whole), "cpu", ""));
        assertEquals(Map.of("web", 100L), Requests.of(List.of(whole), "cpu", "log"));
        assertEquals("missing pod-level request for memory in Pod web", failure(whole, "memory", ""));
    }

    @Test
    void whatAsksForNothingIsNamed() {
        assertEquals("missing request for memory in container web of Pod web", failure(pod, "memory", ""));
        assertEquals("container nobody not found in Pod web", failure(pod, "cpu", "nobody"));
    }

    private static String failure(Pod pod, String resource, String container) {
        return assertThrows(NoMetrics.class, () -> Requests.of(List.of(pod), resource, container)).getMessage();
    }

    private static Container container(String name, String cpu) {
        return new ContainerBuilder().withName(name).withNewResources().addToRequests("cpu", new Quantity(cpu)).endResources().build();
    }
}
