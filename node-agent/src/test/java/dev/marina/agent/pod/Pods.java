package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxState;
import dev.marina.agent.runtime.Terminations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A small world for tests of pods.
public final class Pods {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    public static final PodRef REF = new PodRef(new NodeRef("c1", "node-1"), "default", "web", "uid-1");
    static final SandboxId SANDBOX = new SandboxId("sandbox-1");

    /// Of a node that has nothing to say.
    static final NodeStanding STANDING = new NodeStanding() {
        @Override
        public Node known() {
            return new NodeBuilder().withNewMetadata().withName(REF.node().name()).endMetadata().build();
        }

        @Override
        public Node now() {
            return known();
        }

        @Override
        public List<String> pressures() {
            return List.of();
        }
    };

    private Pods() {}

    /// Of a pod that is wired and has its volumes, while nothing special goes on.
    static final class Facts {

        private Instant now = NOW;
        private Map<ContainerId, Health> health = Map.of();
        private Map<String, Waiting> waiting = Map.of();
        private Set<ContainerId> stopping = Set.of();
        private Map<ContainerId, HookState> postStart = Map.of();
        private List<String> addresses = List.of("10.244.1.5");
        private PodResizing resizing = PodResizing.NONE;
        private PodRestart restart = PodRestart.NONE;
        private Optional<EarlyEnd> earlyEnd = Optional.empty();
        private boolean mounted = true;
        private boolean tornDown;
        private boolean gone;
        private Optional<Instant> started = Optional.of(NOW.minusSeconds(100));
        private Optional<SandboxId> nodeNetwork = Optional.empty();

        static PodFacts usual() {
            return new Facts().build();
        }

        Facts at(Instant now) {
            this.now = now;
            return this;
        }

        Facts health(ContainerState container, Health health) {
            return health(Map.of(container.id(), health));
        }

        Facts health(Map<ContainerId, Health> health) {
            this.health = health;
            return this;
        }

        Facts waiting(Map<String, Waiting> waiting) {
            this.waiting = waiting;
            return this;
        }

        Facts stopping(ContainerState container) {
            stopping = Set.of(container.id());
            return this;
        }

        Facts postStart(ContainerState container, HookState hook) {
            postStart = Map.of(container.id(), hook);
            return this;
        }

        Facts unwired() {
            addresses = List.of();
            return this;
        }

        Facts unmounted() {
            mounted = false;
            return this;
        }

        Facts tornDown() {
            tornDown = true;
            return this;
        }

        Facts gone() {
            gone = true;
            return this;
        }

        Facts started(Instant started) {
            this.started = Optional.of(started);
            return this;
        }

        Facts resizing(PodResizing resizing) {
            this.resizing = resizing;
            return this;
        }

        Facts restart(boolean underway, Map<String, Integer> removed) {
            restart = new PodRestart(underway, removed);
            return this;
        }

        Facts ending(EarlyEnd end) {
            earlyEnd = Optional.of(end);
            return this;
        }

        Facts nodeNetwork(SandboxId sandbox) {
            nodeNetwork = Optional.of(sandbox);
            return this;
        }

        PodFacts build() {
            return new PodFacts(now, health, waiting, stopping, postStart, addresses, mounted, tornDown, gone, started, nodeNetwork, Set.of(), resizing,
                    restart, earlyEnd, false);
        }
    }

    /// @param spec YAML of the pod's spec
    public static Pod pod(String spec) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: default, uid: uid-1, labels: {app: web}}
                spec:
                %s
                status: {phase: Pending}
                """.formatted(spec.indent(2)), Pod.class);
    }

    /// A node of which only the directory, the API and the volumes are there.
    static NodeContext node(Path directory, PodVolumes volumes) {
        return node(directory, volumes, null);
    }

    static NodeContext node(Path directory, PodVolumes volumes, ContainerRuntime runtime) {
        return new NodeContext(REF.node(), "100.64.0.7", new Quantity("1"), new Quantity("1Gi"),
                allocations(), STANDING, _ -> {}, directory, new NoGroups(), "10.96.0.10", List.of(),
                Optional::empty, runtime, null, null, null, new RecordingPodApi(), null, volumes, null, new Terminations(), null);
    }

    /// Of a node with one processor, a GiB of memory and ten of disk.
    static NodeAllocations allocations() {
        return new NodeAllocations(Requested.of(1000, 1L << 30).with("ephemeral-storage", 10L << 30).with("pods", 3));
    }

    /// Another pod of the node, with one container that requests this.
    static NodeAllocations.Holder holder(String uid, String requests, int priority) {
        Pod pod = new PodBuilder(pod("containers: [{name: main, image: \"marina/busybox:1\", resources: {requests: %s}}]".formatted(requests)))
                .editMetadata().withName(uid).withUid(uid).endMetadata().editSpec().withPriority(priority).endSpec().build();
        return new NodeAllocations.Holder(pod, PodLimits.requested(pod), _ -> {});
    }

    private static final class NoGroups implements PodGroups {
        @Override
        public void make(Pod pod) {}

        @Override
        public String path(Pod pod) {
            return "/marina/node/" + pod.getMetadata().getUid();
        }

        @Override
        public long memoryInUse(Pod pod, ContainerId container) {
            return 0;
        }

        @Override
        public void remove(String podUid) {}
    }

    static Pod oneContainer(String restartPolicy) {
        return pod("""
                restartPolicy: %s
                containers:
                - {name: main, image: "marina/busybox:1"}
                """.formatted(restartPolicy));
    }

    static SandboxState sandbox() {
        return new SandboxState(SANDBOX, REF, 0, true, 4711, NOW, Optional.empty());
    }

    static ContainerState running(Pod pod, String name, ContainerKind kind) {
        return container(pod, name, kind, ContainerState.Phase.RUNNING, 0, 0, NOW.minusSeconds(60), null);
    }

    static ContainerState exited(Pod pod, String name, ContainerKind kind, int exitCode) {
        return container(pod, name, kind, ContainerState.Phase.EXITED, exitCode, 0, NOW.minusSeconds(60), NOW.minusSeconds(1));
    }

    /// Exited a moment ago, after so many restarts in a row.
    static ContainerState crashed(Pod pod, String name, int restarts, Duration ago) {
        return container(pod, name, ContainerKind.MAIN, ContainerState.Phase.EXITED, 1, restarts, NOW.minus(ago).minusSeconds(1), NOW.minus(ago));
    }

    static ContainerState container(Pod pod, String name, ContainerKind kind, ContainerState.Phase phase, int exitCode, int restarts, Instant started,
            Instant finished) {
        String hash = PodContainers.find(pod, name).map(SpecHash::of).orElse("");
        return new ContainerState(new ContainerId(name + "-" + restarts), SANDBOX, REF, name, kind, restarts, restarts, phase, started, started, finished,
                exitCode, false, "", "marina/busybox:1", "sha256:1", hash, "/none");
    }
}
