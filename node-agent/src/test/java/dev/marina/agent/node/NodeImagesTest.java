package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.pod.Pods;
import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerImages.Named;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.SandboxId;
import io.fabric8.kubernetes.api.model.ContainerImage;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NodeImagesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final List<ContainerState> containers = new ArrayList<>();
    private final Set<Named> volumes = new TreeSet<>((one, other) -> one.name().compareTo(other.name()));
    private final Map<String, Long> sizes = new HashMap<>(Map.of("sha256:1", 10L, "sha256:2", 30L, "sha256:others", 99L));
    private final List<String> asked = new ArrayList<>();
    private final NodeImages images = new NodeImages(() -> containers, () -> volumes, Sizes::new);

    private final class Sizes implements ContainerImages {
        @Override
        public OptionalLong bytes(String id) {
            asked.add(id);
            return sizes.containsKey(id) ? OptionalLong.of(sizes.get(id)) : OptionalLong.empty();
        }

        @Override
        public Optional<Image> find(String reference) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Layers layers(String id) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Image pull(String reference, Optional<Login> login) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public void load(InputStream archive) {
            throw new IllegalStateException("not asked for");
        }
    }

    private void runs(String image, String id) {
        containers.add(new ContainerState(new ContainerId("c" + containers.size()), new SandboxId("s"), Pods.REF, "c", ContainerKind.MAIN, 0, 0,
                ContainerState.Phase.RUNNING, NOW, NOW, null, 0, false, "", image, id, "", ""));
    }

    private List<String> told() {
        return images.get().stream().map(image -> String.join(",", image.getNames()) + "=" + image.getSizeBytes()).toList();
    }

    /// The engine's others are of other tenants' nodes: nothing is told of them.
    @Test
    void theyAreThoseOfTheNodesOwnContainersUnderAllNamesTheLargestFirst() {
        runs("web:1", "sha256:1");
        runs("web", "sha256:1");
        runs("localhost:5000/db", "sha256:2");

        assertEquals(List.of("localhost:5000/db:latest=30", "web:1,web:latest=10"), told());
    }

    @Test
    void imagesThatPodsHaveAsVolumesAreAmongThem() {
        runs("web:1", "sha256:1");
        volumes.add(new Named("sha256:2", "model@sha256:0123"));
        volumes.add(new Named("sha256:3", ""));

        assertEquals(List.of("model@sha256:0123=30", "web:1=10"), told());
    }

    @Test
    void theEngineIsAskedOnceForEachAndOneThatHasGoneIsNotTold() {
        runs("web:1", "sha256:1");
        runs("gone:1", "sha256:gone");

        assertEquals(told(), told());
        assertEquals(List.of("web:1=10"), told());
        assertEquals(List.of("sha256:1", "sha256:gone", "sha256:gone", "sha256:gone"), asked.stream().sorted().toList());
    }

    @Test
    void fiftyAreToldWithFiveNamesEach() {
        for (int i = 0; i < 60; i++) {
            sizes.put("id-" + i, 100L + i);
            runs("app-" + i + ":1", "id-" + i);
        }
        for (int i = 0; i < 9; i++) {
            runs("name-" + i, "id-59");
        }
        List<ContainerImage> told = images.get();

        assertEquals(50, told.size());
        assertEquals(List.of(159L, 110L), List.of(told.getFirst().getSizeBytes(), told.getLast().getSizeBytes()));
        assertEquals(List.of("app-59:1", "name-0:latest", "name-1:latest", "name-2:latest", "name-3:latest"), told.getFirst().getNames());
    }
}
