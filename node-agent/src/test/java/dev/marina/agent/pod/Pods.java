package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerId;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.SandboxState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A small world for tests of pods.
public final class Pods {

    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    public static final PodRef REF = new PodRef(new NodeRef("c1", "node-1"), "default", "web", "uid-1");
    static final SandboxId SANDBOX = new SandboxId("sandbox-1");

    private Pods() {}

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
        return new NodeContext(REF.node(), "100.64.0.7", new Quantity("1"), new Quantity("1Gi"), directory, new NoGroups(), "10.96.0.10", List.of(),
                Optional.empty(), null, null, null, null, new RecordingPodApi(), null, volumes, null, null);
    }

    private static final class NoGroups implements PodGroups {
        @Override
        public void make(Pod pod) {}

        @Override
        public String path(Pod pod) {
            return "/marina/node/" + pod.getMetadata().getUid();
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
        return new SandboxState(SANDBOX, REF, 0, true, 4711, NOW);
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

    static ContainerState container(Pod pod, String name, ContainerKind kind, ContainerState.Phase phase, int exitCode, int restarts, Instant started, Instant finished) {
        String hash = PodProbes.spec(pod, name).map(SpecHash::of).orElse("");
        return new ContainerState(new ContainerId(name + "-" + restarts), SANDBOX, REF, name, kind, restarts, restarts, phase, started, started, finished,
                exitCode, false, "", "marina/busybox:1", "sha256:1", hash, "/none");
    }
}
