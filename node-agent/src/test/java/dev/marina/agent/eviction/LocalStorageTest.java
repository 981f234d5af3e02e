package dev.marina.agent.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.figures.DiskUse;
import dev.marina.agent.figures.PodUse;
import dev.marina.agent.pod.EarlyEnd;
import dev.marina.agent.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Pods that have written more than they may.
class LocalStorageTest {

    private static final long MI = 1L << 20;
    private static final Pod VOLUME = Pods.pod("containers: [{name: main, image: x}]\nvolumes: [{name: cache, emptyDir: {sizeLimit: 10Mi}}]");
    private static final Pod CONTAINERS = Pods.pod("""
            initContainers:
            - {name: first, image: x, resources: {limits: {ephemeral-storage: 5Mi}}}
            - {name: sidecar, image: x, restartPolicy: Always, resources: {limits: {ephemeral-storage: 4Mi}}}
            containers:
            - {name: main, image: x, resources: {limits: {ephemeral-storage: 10Mi}}}
            - {name: other, image: x}
            volumes: [{name: scratch, emptyDir: {}}]
            """);

    private static Optional<String> said(Pod pod, long main, long other, long volume) {
        String name = pod.getSpec().getVolumes().getFirst().getName();
        Optional<EarlyEnd> end = LocalStorage.exceeding(new PodUse(pod, 0, 0, List.of(new PodUse.ContainerUse("main", 0, new DiskUse(main * MI, 1)),
                new PodUse.ContainerUse("other", 0, new DiskUse(other * MI, 1))), Map.of(name, new DiskUse(volume * MI, 1))));
        end.ifPresent(why -> assertEquals("Evicted " + Optional.empty(), why.reason() + " " + why.disruption()));
        return end.map(EarlyEnd::message);
    }

    @Test
    void volumeHoldsNoMoreThanItsLimit() {
        assertEquals(Optional.empty(), said(VOLUME, 50, 0, 10));
        assertEquals(Optional.of("Usage of EmptyDir volume \"cache\" exceeds the limit \"10Mi\". "), said(VOLUME, 0, 0, 11));
    }

    @Test
    void containerWritesNoMoreThanItsLimit() {
        assertEquals(Optional.empty(), said(CONTAINERS, 10, 0, 0));
        assertEquals(Optional.of("Container main exceeded its local ephemeral storage limit \"10Mi\". "), said(CONTAINERS, 11, 0, 0));
    }

    @Test
    void whatAllOfThePodWritesIsMeasuredByTheLimitsOfItsContainersTogether() {
        assertEquals(Optional.empty(), said(CONTAINERS, 1, 6, 7));
        assertEquals(Optional.of("Pod ephemeral local storage usage exceeds the total limit of containers 14Mi. "), said(CONTAINERS, 1, 6, 8));
    }

    @Test
    void podWithoutLimitsIsNotLookedAt() {
        assertTrue(LocalStorage.limited(VOLUME));
        assertTrue(LocalStorage.limited(CONTAINERS));
        assertFalse(LocalStorage.limited(Pods.pod("containers: [{name: main, image: x}]\nvolumes: [{name: scratch, emptyDir: {}}]")));
    }
}
