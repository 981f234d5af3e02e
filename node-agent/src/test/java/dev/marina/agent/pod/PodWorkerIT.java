package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.cgroup.Cgroups;
import dev.marina.agent.cgroup.KernelLimits;
import dev.marina.agent.image.BuiltinImages;
import dev.marina.agent.image.ImagePuller;
import dev.marina.agent.image.PullRecords;
import dev.marina.agent.probe.Dialer;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.runtime.DockerImages;
import dev.marina.agent.runtime.DockerRuntime;
import dev.marina.agent.runtime.DockerStreams;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.PrivateEngine;
import dev.marina.agent.runtime.RuntimeEvent;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.WritableLayers;
import dev.marina.agent.volume.ClaimVolumes;
import dev.marina.agent.volume.LinuxMounts;
import dev.marina.agent.volume.NodeVolumes;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Pods on a real container engine.
class PodWorkerIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final NodeRef NODE = new NodeRef("c1", "node-1");

    @RegisterExtension
    static final PrivateEngine ENGINE = new PrivateEngine();

    @TempDir
    Path directory;

    private final RecordingPodApi api = new RecordingPodApi();
    private DockerRuntime runtime;
    private DockerStreams streams;
    private NodeContext node;
    private PodWorker worker;
    private Pod current;

    @BeforeEach
    void open() throws IOException {
        // Root of the containers, who is somebody else, passes through.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        DockerImages images = new DockerImages(ENGINE.engine());
        new BuiltinImages(images).ensure();
        runtime = new DockerRuntime(ENGINE.engine(), "it", BuiltinImages.PAUSE, WritableLayers.WITH_THE_ENGINE);
        streams = new DockerStreams(ENGINE.engine(), WritableLayers.WITH_THE_ENGINE);
        Quantity cpu = new Quantity("1");
        Quantity memory = new Quantity("1Gi");
        ClaimVolumes none = new ClaimVolumes() {
            @Override
            public java.util.Optional<io.fabric8.kubernetes.api.model.HostPathVolumeSource> path(Pod pod, String claim, Path target) {
                return java.util.Optional.empty();
            }

            @Override
            public void mount(Pod pod, String claim, boolean readOnly, Path target) {
                throw new PodVolumes.MountFailure("no claims here");
            }

            @Override
            public void unmount(String podUid, Path target) {
                // there are none
            }
        };
        PodNetwork network = new PodNetwork() {
            @Override
            public List<String> attach(PodRef pod, SandboxId sandbox, String networkNamespace, List<HostPort> ports) {
                return List.of("10.244.1.5");
            }

            @Override
            public void detach(PodRef pod, SandboxId sandbox, String networkNamespace) {
                // nothing was attached
            }
        };
        Cgroups cgroups = Cgroups.open("it");
        cgroups.limitNode(NODE.id(), 1_000, 1 << 30);
        node = new NodeContext(NODE, "100.64.0.1", cpu, memory, new NodeAllocations(1_000, 1 << 30), file -> {
            Files.setAttribute(file, "unix:uid", PrivateEngine.IDS.root());
            Files.setAttribute(file, "unix:gid", PrivateEngine.IDS.root());
        }, directory, new PodCgroups(cgroups, NODE.id(), 1_000), "10.96.0.10", List.of(), Optional::empty, runtime,
                streams, images, new ImagePuller(images, new PullRecords(directory.resolve("image-records")), Clock.systemUTC()), api, network,
                new NodeVolumes(directory, NODE.name(), "100.64.0.1", cpu, memory, PrivateEngine.IDS, new LinuxMounts(), api, none, Clock.systemUTC()),
                Dialer.DIRECT,
                Clock.systemUTC());
    }

    @AfterEach
    void close() {
        if (worker != null) {
            String uid = current.getMetadata().getUid();
            worker.vanish();
            Await.until("the pod to be gone", SOON, () -> runtime.snapshot(uid),
                    state -> state.empty() && !Files.exists(directory.resolve("pods").resolve(uid)));
        }
        if (runtime != null) {
            runtime.close();
        }
    }

    private Pod pod(String spec) {
        current = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: default, uid: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec:
                %s
                status: {phase: Pending}
                """.formatted(UUID.randomUUID(), spec.indent(2)), Pod.class);
        return current;
    }

    private void start(Pod pod) {
        worker = new PodWorker(node, pod, () -> {});
        String uid = pod.getMetadata().getUid();
        runtime.onEvent(event -> {
            if (!(event instanceof RuntimeEvent.PodChanged changed) || changed.podUid().equals(uid)) {
                worker.wake();
            }
        });
        worker.start();
    }

    private PodStatus awaitPhase(String phase) {
        return Await.until("phase " + phase, SOON, () -> api.status, status -> status != null && phase.equals(status.getPhase()));
    }

    private PodStatus awaitReason(String reason) {
        return Await.until(reason, SOON, () -> api.status, s -> s != null && !s.getContainerStatuses().isEmpty()
                && s.getContainerStatuses().getFirst().getState().getWaiting() != null
                && reason.equals(s.getContainerStatuses().getFirst().getState().getWaiting().getReason()));
    }

    private String log(String container) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        streams.logs(runtime.snapshot(current.getMetadata().getUid()).newest(container).orElseThrow().id(),
                new ContainerStreams.LogOptions(false, false, -1, Optional.empty()), out, out);
        return out.toString();
    }

    @Test
    void containersLieInTheirPodsGroupWhichHasThePodsLimits() throws IOException {
        start(pod("""
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"], resources: {limits: {memory: 32Mi, cpu: 100m}}}
                - {name: other, image: "marina/busybox:1", command: [sleep, "1000"], resources: {limits: {memory: 16Mi, cpu: 100m}}}
                """));
        awaitPhase("Running");

        String uid = current.getMetadata().getUid();
        String group = "/marina-it/nodes/" + NODE.id() + "/pod" + uid;
        String groups = Files.readString(Path.of("/proc", Long.toString(runtime.snapshot(uid).runningSandbox().orElseThrow().pid()), "cgroup"));
        assertTrue(groups.contains(group + "/"), groups);
        assertEquals(Long.toString(48L << 20), KernelLimits.memory(group));
        assertEquals("1000", KernelLimits.pids(group));
    }

    @Test
    void podRunsItsContainersAndReportsThem() {
        api.configMaps.put("settings", new ConfigMapBuilder().withNewMetadata().withName("settings").endMetadata().withData(Map.of("colour", "blue")).build());

        start(pod("""
                initContainers:
                - {name: first, image: "marina/busybox:1", command: [sh, -c, "echo prepared > /shared/file"], volumeMounts: [{name: shared, mountPath: /shared}]}
                containers:
                - name: main
                  image: marina/busybox:1
                  command: [sh, -c, "cat /shared/file /settings/colour; echo; echo $COLOUR $(ME) at $ADDRESS; hostname; exec sleep 1000"]
                  env:
                  - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
                  - {name: ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                  - {name: ME, value: "$(COLOUR)-me"}
                  resources: {limits: {memory: 32Mi, cpu: 100m}}
                  volumeMounts: [{name: shared, mountPath: /shared}, {name: settings, mountPath: /settings}]
                volumes:
                - {name: shared, emptyDir: {}}
                - {name: settings, configMap: {name: settings}}
                """));

        PodStatus status = awaitPhase("Running");
        Await.until("the log", SOON, () -> log("main"), text -> text.contains("web"));
        assertEquals("prepared\nblue\nblue blue-me at 10.244.1.5\nweb\n", log("main"));
        assertEquals("10.244.1.5", status.getPodIP());
        assertEquals(List.of("True"), status.getConditions().stream().filter(c -> c.getType().equals("Ready")).map(c -> c.getStatus()).toList());
        assertTrue(api.events.contains("Started: Started container main"), api.events.toString());
    }

    @Test
    void crashingContainerIsRestartedAndThenBacksOff() {
        start(pod("""
                restartPolicy: Always
                containers:
                - {name: main, image: "marina/busybox:1", command: [sh, -c, "echo last words > /dev/termination-log; exit 3"]}
                """));

        PodStatus status = awaitReason("CrashLoopBackOff");

        var container = status.getContainerStatuses().getFirst();
        assertEquals(1, container.getRestartCount());
        assertEquals(3, container.getLastState().getTerminated().getExitCode());
        assertEquals("last words\n", container.getLastState().getTerminated().getMessage());
        assertEquals("Running", status.getPhase());
    }

    @Test
    void podThatEndsSucceeds() {
        start(pod("""
                restartPolicy: Never
                containers:
                - {name: main, image: "marina/busybox:1", command: ["true"]}
                """));

        PodStatus status = awaitPhase("Succeeded");

        assertEquals("Completed", status.getContainerStatuses().getFirst().getState().getTerminated().getReason());
        Await.until("the sandbox to end", SOON, () -> runtime.snapshot(current.getMetadata().getUid()), state -> state.runningSandbox().isEmpty());
    }

    @Test
    void deletedPodIsGivenItsGraceAndThenRemoved() {
        Pod pod = pod("""
                terminationGracePeriodSeconds: 30
                containers:
                - {name: main, image: "marina/busybox:1", command: [sh, -c, "trap 'echo bye; exit 0' TERM; while true; do sleep 0.1; done"]}
                """);
        start(pod);
        awaitPhase("Running");

        worker.update(new PodBuilder(pod).editMetadata().withDeletionTimestamp(Instant.now().plusSeconds(30).toString())
                .withDeletionGracePeriodSeconds(30L).endMetadata().withStatus(api.status).build());

        Await.until("deletion", SOON, () -> api.deleted, deleted -> deleted.size() == 1);
        assertTrue(runtime.snapshot(pod.getMetadata().getUid()).empty());
        assertEquals("Succeeded", api.status.getPhase());
        assertTrue(api.events.contains("Killing: Stopping container main"), api.events.toString());
    }

    @Test
    void execSeesTheContainerFromInside() {
        start(pod("""
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"], securityContext: {runAsUser: 1000, allowPrivilegeEscalation: false}}
                """));
        awaitPhase("Running");

        var id = runtime.snapshot(current.getMetadata().getUid()).newest("main").orElseThrow().id();

        assertEquals(new ContainerStreams.ExecResult(7, "1000\n"), streams.execSync(id, List.of("sh", "-c", "id -u; exit 7"), Duration.ofSeconds(10)));
        assertTrue(streams.execSync(id, List.of("grep", "Cap", "/proc/self/status"), Duration.ofSeconds(10)).output().contains("CapEff:\t0000000000000000"));
    }

    @Test
    void imageThatIsNowhereIsToldAsUpstreamDoes() {
        start(pod("""
                containers:
                - {name: main, image: "marina/nowhere:1", imagePullPolicy: Never}
                """));

        PodStatus status = awaitReason("ErrImageNeverPull");

        assertEquals("Pending", status.getPhase());
        assertTrue(api.events.contains("ErrImageNeverPull: Container image \"marina/nowhere:1\" is not present with pull policy of Never"),
                api.events.toString());
    }

    @Test
    void anotherWorkerTakesOverARunningPodWithoutTouchingIt() {
        Pod pod = pod("""
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"]}
                """);
        start(pod);
        awaitPhase("Running");
        var before = runtime.snapshot(pod.getMetadata().getUid());
        worker.abandon();

        start(new PodBuilder(pod).withStatus(api.status).build());
        Await.until("a look", SOON, () -> api.status, status -> "Running".equals(status.getPhase()));

        assertEquals(before, runtime.snapshot(pod.getMetadata().getUid()));
    }
}
