package dev.marina.testing;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.stream.Collectors;

/// What an agent says that a node uses: half a processor, and each of its pods the same.
final class FakeFigures {

    private FakeFigures() {}

    /// @param nanoCores of each container
    static String usage(Collection<Pod> pods, long nanoCores, long memoryBytes) {
        return """
                {"timestamp":"2026-01-01T12:00:00.5Z","windowMillis":15072,"node":{"nanoCores":500000000,"memoryBytes":268435456},"pods":[%s]}"""
                .formatted(pods.stream().map(pod -> pod(pod, nanoCores, memoryBytes)).collect(Collectors.joining(",")));
    }

    private static String pod(Pod pod, long nanoCores, long memoryBytes) {
        return "{\"namespace\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\",\"containers\":[%s]}".formatted(pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(), pod.getMetadata().getUid(), pod.getSpec().getContainers().stream().map(container -> """
                        {"name":"%s","used":{"nanoCores":%d,"memoryBytes":%d}}""".formatted(container.getName(), nanoCores, memoryBytes))
                        .collect(Collectors.joining(",")));
    }
}
