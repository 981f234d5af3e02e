package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.cgroup.KernelLimits;
import dev.marina.agent.runtime.ContainerStreams;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pods on a real container engine.
class PodWorkerIT extends OnEngine {

    @Test
    void containersLieInTheirPodsGroupWhichHasThePodsLimits() throws IOException {
        world.start("""
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"], resources: {limits: {memory: 32Mi, cpu: 100m}}}
                - {name: other, image: "marina/busybox:1", command: [sleep, "1000"], resources: {limits: {memory: 16Mi, cpu: 100m}}}
                """);
        world.awaitPhase("Running");

        String group = "/marina-it/nodes/" + PodOnEngine.NODE.id() + "/pod" + world.uid();
        String groups = Files.readString(Path.of("/proc", Long.toString(world.runtime.snapshot(world.uid()).runningSandbox().orElseThrow().pid()), "cgroup"));
        assertTrue(groups.contains(group + "/"), groups);
        assertEquals(Long.toString(48L << 20), KernelLimits.memory(group));
        assertEquals("1000", KernelLimits.pids(group));
    }

    /// What an attacker would try first with a privileged container, and does not get.
    @Test
    void privilegedContainerIsConfinedLikeAnyOther() throws IOException {
        world.start("""
                containers:
                - {name: privileged, image: "marina/busybox:1", command: [sleep, "1000"], securityContext: {privileged: true}}
                - {name: all, image: "marina/busybox:1", command: [sleep, "1000"], securityContext: {capabilities: {add: [ALL]}}}
                """);
        world.awaitPhase("Running");

        String state = "grep -E 'Cap|Seccomp:|NoNewPrivs' /proc/self/status; cat /proc/self/uid_map; ls /dev | sort";
        assertEquals(world.run("all", state).output(), world.run("privileged", state).output());
        for (String attempt : List.of("mount -t tmpfs none /mnt", "mknod /tmp/memory c 1 1 && cat /tmp/memory", "echo 1 > /proc/sys/vm/drop_caches",
                "echo x > /proc/sysrq-trigger", "echo 1 > /sys/kernel/mm/ksm/run", "test -s /proc/kcore")) {
            ContainerStreams.ExecResult tried = world.run("privileged", attempt);
            assertTrue(tried.exitCode() != 0, attempt + ": " + tried);
        }
    }

    @Test
    void podRunsItsContainersAndReportsThem() {
        world.api.configMaps.put("settings",
                new ConfigMapBuilder().withNewMetadata().withName("settings").endMetadata().withData(Map.of("colour", "blue")).build());

        world.start("""
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
                """);

        PodStatus status = world.awaitPhase("Running");
        Await.until("the log", PodOnEngine.SOON, () -> world.log("main"), text -> text.contains("web"));
        assertEquals("prepared\nblue\nblue blue-me at 10.244.1.5\nweb\n", world.log("main"));
        assertEquals("10.244.1.5", status.getPodIP());
        assertEquals(List.of("True"), status.getConditions().stream().filter(c -> c.getType().equals("Ready")).map(c -> c.getStatus()).toList());
        assertTrue(world.api.events.contains("Started: Started container main"), world.api.events.toString());
    }

    @Test
    void crashingContainerIsRestartedAndThenBacksOff() {
        world.start("""
                restartPolicy: Always
                containers:
                - {name: main, image: "marina/busybox:1", command: [sh, -c, "echo last words > /dev/termination-log; exit 3"]}
                """);

        PodStatus status = world.awaitReason("CrashLoopBackOff");

        var container = status.getContainerStatuses().getFirst();
        assertEquals(1, container.getRestartCount());
        assertEquals(3, container.getLastState().getTerminated().getExitCode());
        assertEquals("last words\n", container.getLastState().getTerminated().getMessage());
        assertEquals("Running", status.getPhase());
    }

    @Test
    void podThatEndsSucceeds() {
        world.start("""
                restartPolicy: Never
                containers:
                - {name: main, image: "marina/busybox:1", command: ["true"]}
                """);

        PodStatus status = world.awaitPhase("Succeeded");

        assertEquals("Completed", status.getContainerStatuses().getFirst().getState().getTerminated().getReason());
        Await.until("the sandbox to end", PodOnEngine.SOON, () -> world.runtime.snapshot(world.uid()), state -> state.runningSandbox().isEmpty());
    }

    @Test
    void deletedPodIsGivenItsGraceAndThenRemoved() {
        world.start("""
                terminationGracePeriodSeconds: 30
                containers:
                - {name: main, image: "marina/busybox:1", command: [sh, -c, "trap 'echo bye; exit 0' TERM; while true; do sleep 0.1; done"]}
                """);
        world.awaitPhase("Running");

        world.change(pod -> pod.editMetadata().withDeletionTimestamp(Instant.now().plusSeconds(30).toString()).withDeletionGracePeriodSeconds(30L)
                .endMetadata());

        Await.until("deletion", PodOnEngine.SOON, () -> world.api.deleted, deleted -> deleted.size() == 1);
        assertTrue(world.runtime.snapshot(world.uid()).empty());
        assertEquals("Succeeded", world.api.status.getPhase());
        assertTrue(world.api.events.contains("Killing: Stopping container main"), world.api.events.toString());
    }

    @Test
    void execSeesTheContainerFromInside() {
        world.start("""
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"], securityContext: {runAsUser: 1000, allowPrivilegeEscalation: false}}
                """);
        world.awaitPhase("Running");

        assertEquals(new ContainerStreams.ExecResult(7, "1000\n"), world.run("main", "id -u; exit 7"));
        String capabilities = world.run("main", "grep Cap /proc/self/status").output();
        assertTrue(capabilities.contains("CapEff:\t0000000000000000"), capabilities);
    }

    @Test
    void imageThatIsNowhereIsToldAsUpstreamDoes() {
        world.start("""
                containers:
                - {name: main, image: "marina/nowhere:1", imagePullPolicy: Never}
                """);

        PodStatus status = world.awaitReason("ErrImageNeverPull");

        assertEquals("Pending", status.getPhase());
        assertTrue(world.api.events.contains("ErrImageNeverPull: Container image \"marina/nowhere:1\" is not present with pull policy of Never"),
                world.api.events.toString());
    }

    @Test
    void anotherWorkerTakesOverARunningPodWithoutTouchingIt() {
        world.start("""
                containers:
                - {name: main, image: "marina/busybox:1", command: [sleep, "1000"]}
                """);
        world.awaitPhase("Running");
        var before = world.runtime.snapshot(world.uid());

        world.startAnew();
        Await.until("a look", PodOnEngine.SOON, () -> world.api.status, status -> "Running".equals(status.getPhase()));

        assertEquals(before, world.runtime.snapshot(world.uid()));
    }
}
