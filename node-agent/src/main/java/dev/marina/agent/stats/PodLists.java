package dev.marina.agent.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.PodRef;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// `/pods` and `/runningpods/`: what a node is to run, and what it runs. pkg/kubelet/server/server.go, `encodePods`
final class PodLists {

    /// What the API server takes from a node. Pods are as large as their tenant makes them.
    private static final int MOST_BYTES = 15 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private PodLists() {}

    /// Throws [KubeletEndpoint.TooLarge] before it is held whole.
    static byte[] of(List<Pod> pods) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.writeBytes("{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < pods.size(); i++) {
            if (i > 0) {
                list.write(',');
            }
            list.writeBytes(json(pods.get(i)));
            if (list.size() > MOST_BYTES) {
                throw new KubeletEndpoint.TooLarge(
                        "the node's pods have more than %d bytes together; list the API's with the field selector spec.nodeName".formatted(MOST_BYTES));
            }
        }
        list.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
        return list.toByteArray();
    }

    /// By their containers alone. pkg/kubelet/container/runtime.go, `ToAPIPod`
    static List<Pod> running(List<ContainerState> containers) {
        Map<PodRef, List<Container>> byPod = containers.stream().filter(ContainerState::running)
                .collect(Collectors.groupingBy(ContainerState::pod, LinkedHashMap::new,
                        Collectors.mapping(state -> new ContainerBuilder().withName(state.name()).withImage(state.image()).build(), Collectors.toList())));
        return byPod.entrySet().stream()
                .map(entry -> new PodBuilder().withNewMetadata().withName(entry.getKey().name()).withNamespace(entry.getKey().namespace())
                        .withUid(entry.getKey().uid()).endMetadata().withNewSpec().withContainers(entry.getValue()).endSpec().build())
                .toList();
    }

    private static byte[] json(Pod pod) {
        try {
            return JSON.writeValueAsBytes(pod);
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("a pod could not be written", failure);
        }
    }
}
