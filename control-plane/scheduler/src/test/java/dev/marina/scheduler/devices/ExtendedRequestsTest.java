package dev.marina.scheduler.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClassBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Rows of upstream's TestCreateRequestsAndMappings in extendeddynamicresources_test.go.
class ExtendedRequestsTest {

    private static final String GPU = "example.com/gpu";

    private static Container container(String name, Map<String, String> requests) {
        Map<String, Quantity> amounts = new TreeMap<>();
        requests.forEach((resource, amount) -> amounts.put(resource, new Quantity(amount)));
        return new ContainerBuilder().withName(name).withNewResources().withRequests(amounts).endResources().build();
    }

    private static Container sidecar(String name, Map<String, String> requests) {
        return new ContainerBuilder(container(name, requests)).withRestartPolicy("Always").build();
    }

    private static String told(List<Container> initial, List<Container> containers, String... resources) {
        Pod pod = new PodBuilder().withNewMetadata().withName("p").withNamespace("default").withUid("u").endMetadata()
                .withNewSpec().withInitContainers(initial).withContainers(containers).endSpec().build();
        TreeMap<String, DeviceClass> classes = new TreeMap<>();
        for (String resource : resources) {
            classes.put(resource, new DeviceClassBuilder().withNewMetadata().withName(resource.substring(resource.indexOf('/') + 1)).endMetadata().build());
        }
        ExtendedClaim claim = ExtendedRequests.of(pod, classes);
        return claim.claim().getSpec().getDevices().getRequests().stream()
                .map(each -> each.getName() + "=" + each.getExactly().getCount() + " " + each.getExactly().getDeviceClassName()).toList()
                + " " + claim.containers().stream().map(each -> each.getContainerName() + ":" + each.getResourceName() + ":" + each.getRequestName()).toList();
    }

    @Test
    void eachContainerHasItsOwnRequestForEachResource() {
        assertEquals("[container-0-request-1=1 gpu, container-1-request-0=2 gpu, container-1-request-1=1 nic] "
                + "[a:example.com/gpu:container-0-request-1, b:example.com/gpu:container-1-request-0, b:example.com/nic:container-1-request-1]",
                told(List.of(), List.of(container("a", Map.of("cpu", "1", GPU, "1")), container("b", Map.of(GPU, "2", "example.com/nic", "1"))),
                        GPU, "example.com/nic"));
        assertEquals("[container-0-request-0=1 gpu] [a:example.com/gpu:container-0-request-0]",
                told(List.of(), List.of(container("a", Map.of(GPU, "1")), container("b", Map.of("cpu", "1")), container("c", Map.of(GPU, "0"))), GPU));
    }

    @Test
    void whatEndsBeforeTheOthersUsesTheirs() {
        assertEquals("[container-1-request-0=2 gpu] [a:example.com/gpu:container-1-request-0, i:example.com/gpu:container-1-request-0]",
                told(List.of(container("i", Map.of(GPU, "1"))), List.of(container("a", Map.of(GPU, "2"))), GPU));
        assertEquals("[container-0-request-0=3 gpu, container-1-request-0=2 gpu] "
                + "[a:example.com/gpu:container-1-request-0, i:example.com/gpu:container-1-request-0, i:example.com/gpu:container-0-request-0]",
                told(List.of(container("i", Map.of(GPU, "5"))), List.of(container("a", Map.of(GPU, "2"))), GPU));
    }

    @Test
    void ofThoseThatEndTheLargestAsksForAll() {
        assertEquals("[container-1-request-0=4 gpu] [i:example.com/gpu:container-1-request-0, j:example.com/gpu:container-1-request-0, "
                + "k:example.com/gpu:container-1-request-0]",
                told(List.of(container("i", Map.of(GPU, "1")), container("j", Map.of(GPU, "4")), container("k", Map.of(GPU, "4"))),
                        List.of(container("a", Map.of("cpu", "1"))), GPU));
    }

    @Test
    void aSidecarKeepsItsOwn() {
        assertEquals("[container-1-request-0=1 gpu, container-2-request-0=1 gpu] "
                + "[s:example.com/gpu:container-1-request-0, a:example.com/gpu:container-2-request-0, "
                + "i:example.com/gpu:container-1-request-0, i:example.com/gpu:container-2-request-0]",
                told(List.of(container("i", Map.of(GPU, "2")), sidecar("s", Map.of(GPU, "1"))), List.of(container("a", Map.of(GPU, "1"))), GPU));
        // what runs before it may not have what it comes after
        assertEquals(
                "[container-0-request-0=1 gpu, container-1-request-0=1 gpu] [s:example.com/gpu:container-0-request-0, i:example.com/gpu:container-1-request-0]",
                told(List.of(sidecar("s", Map.of(GPU, "1")), container("i", Map.of(GPU, "1"))), List.of(container("a", Map.of("cpu", "1"))), GPU));
    }
}
