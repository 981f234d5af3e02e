package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerState;
import dev.marina.agent.runtime.ContainerStreams.ExecResult;
import dev.marina.agent.runtime.SandboxId;
import dev.marina.agent.runtime.Terminations;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pod's whole way on a simulated node.
class PodWorkerTest {

    private static final Pod SIDECARS = Pods.pod("""
            initContainers:
            - {name: first, image: "marina/busybox:1", restartPolicy: Always}
            - {name: second, image: "marina/busybox:1", restartPolicy: Always}
            containers:
            - {name: main, image: "marina/busybox:1"}
            """);

    @TempDir
    Path directory;

    private PodWorld world;

    @BeforeEach
    void open() {
        world = new PodWorld(directory);
    }

    private static Pod hooked(String lifecycle) {
        return Pods.pod("""
                containers:
                - name: main
                  image: "marina/busybox:1"
                  lifecycle: %s
                """.formatted(lifecycle));
    }

    private void run(Pod pod, String container) {
        world.accept(pod);
        world.until(container + " to run", () -> world.running(container) && world.status() != null);
    }

    @Test
    void podIsMountedMadeWiredAndStarted() {
        run(Pods.oneContainer("Always"), "main");

        assertEquals("Running", world.status().getPhase());
        assertEquals("10.244.1.5", world.status().getPodIP());
        assertEquals(List.of("attach sandbox-00000001"), world.network);
        assertEquals("sha256:1", world.runtime.spec(world.container("main").id()).imageId(), "the name may mean something else by then");
        assertEquals(1, world.mounts);
    }

    @Test
    void everyEndOfAContainerIsCountedOnceAlsoByTheNextAgent() {
        run(Pods.oneContainer("Always"), "main");
        for (int code : new int[] {3, 0}) {
            world.runtime.exit(world.container("main").id(), code);
            world.pass(Duration.ofSeconds(40), Duration.ofSeconds(10));
            assertTrue(world.running("main"));
        }
        List<Terminations.Count> both = List.of(new Terminations.Count(new Terminations.Ending(ContainerKind.MAIN, 0, "Completed"), 1),
                new Terminations.Count(new Terminations.Ending(ContainerKind.MAIN, 3, "Error"), 1));
        assertEquals(both, world.terminations.counts());

        world.accept(new PodBuilder(Pods.oneContainer("Always")).withStatus(world.status()).build());
        world.settle();

        assertEquals(both, world.terminations.counts(), "what the API knows an agent before has counted");
    }

    @Test
    void containersThatStartTogetherReadWhatTheyNameOnce() {
        world.api.configMaps.put("settings", new ConfigMapBuilder().withData(Map.of("a", "1", "b", "2")).build());
        world.api.secrets.put("key", new SecretBuilder().withData(Map.of("k", "eA==")).build());
        String env = """
                [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}, {name: B, valueFrom: {configMapKeyRef: {name: settings, key: b}}}, \
                {name: K, valueFrom: {secretKeyRef: {name: key, key: k}}}, {name: N, valueFrom: {secretKeyRef: {name: none, key: k, optional: true}}}]""";

        run(Pods.pod("""
                containers:
                - {name: main, image: "marina/busybox:1", envFrom: [{configMapRef: {name: settings}}], env: %s}
                - {name: second, image: "marina/busybox:1", envFrom: [{secretRef: {name: key}}], env: %s}
                """.formatted(env, env)), "second");

        assertEquals(List.of("configmap/settings", "secret/key", "secret/none"), world.api.reads);
    }

    @Test
    void whatAContainerNamesIsReadAnewWhenItIsTriedAgain() {
        world.accept(Pods.pod("containers: [{name: main, image: \"marina/busybox:1\", envFrom: [{configMapRef: {name: settings}}]}]\n"));
        world.settle();
        assertFalse(world.running("main"));
        world.api.configMaps.put("settings", new ConfigMapBuilder().withData(Map.of("a", "1")).build());

        world.pass(Duration.ofSeconds(1), Duration.ofMillis(100));

        assertTrue(world.running("main"));
        assertEquals(List.of("configmap/settings", "configmap/settings"), world.api.reads);
    }

    @Test
    void changedAnnotationsHaveVolumesReadAgainAtOnceAndAtMostTwiceASecond() {
        world.accept(Pods.pod("""
                containers: [{name: main, image: "marina/busybox:1"}]
                volumes: [{name: config, secret: {secretName: config}}]
                """));
        world.settle();
        assertTrue(world.running("main"));
        world.pass(Duration.ofSeconds(2), Duration.ofMillis(100));
        assertEquals(1, world.mounts);

        world.change(pod -> pod.editMetadata().withResourceVersion("7").addToAnnotations("example.com/generation", "1").endMetadata());
        world.settle();
        assertEquals(2, world.mounts);

        for (int i = 2; i < 50; i++) {
            String generation = Integer.toString(i);
            world.change(pod -> pod.editMetadata().withResourceVersion("8" + generation).addToAnnotations("example.com/generation", generation).endMetadata());
            world.settle();
        }
        assertEquals(2, world.mounts);
        world.pass(Duration.ofSeconds(2), Duration.ofMillis(100));
        assertEquals(3, world.mounts);
    }

    @Test
    void filesAreRenewedSoonAfterTheirSourceHasChangedAndNotWithEveryChange() {
        world.accept(Pods.pod("""
                containers: [{name: main, image: "marina/busybox:1"}]
                volumes: [{name: config, configMap: {name: config}}]
                """));
        world.settle();
        world.pass(Duration.ofSeconds(3), Duration.ofMillis(100));
        assertEquals(1, world.mounts);

        world.worker.sourcesChanged();
        world.settle();
        assertEquals(2, world.mounts);
        for (int i = 0; i < 50; i++) {
            world.worker.sourcesChanged();
            world.settle();
        }
        assertEquals(2, world.mounts);
        world.pass(Duration.ofSeconds(3), Duration.ofMillis(100));
        assertEquals(3, world.mounts);
        world.pass(Duration.ofSeconds(10), Duration.ofMillis(100));
        assertEquals(3, world.mounts);
    }

    @Test
    void filesOfAPodThatIsTakenOverAsItRunsAreRenewedToo() {
        Pod pod = Pods.pod("""
                containers: [{name: main, image: "marina/busybox:1"}]
                volumes: [{name: config, configMap: {name: config}}]
                """);
        world.accept(pod);
        world.settle();
        assertEquals(1, world.mounts);

        world.accept(pod);
        world.settle();

        assertTrue(world.running("main"));
        assertEquals(0, world.status().getContainerStatuses().getFirst().getRestartCount());
        assertEquals(2, world.mounts);
        world.pass(Duration.ofSeconds(61), Duration.ofMillis(500));
        assertEquals(3, world.mounts);
    }

    @Test
    void failingMountIsTriedLessAndLessOften() {
        world.mountsFail = true;
        world.accept(Pods.oneContainer("Always"));

        world.pass(Duration.ofSeconds(60), Duration.ofMillis(100));

        // At once and after 0.5, 1, 2, 4, 8 and 16 seconds more.
        assertEquals(7, world.mounts);
        assertEquals(7, world.api.events.stream().filter(event -> event.startsWith("FailedMount")).count());
    }

    @Test
    void errorOfOurOwnMakingIsTriedAgainLikeAnyOtherFailure() {
        world.onMount = () -> {
            throw new NoClassDefFoundError("dev/marina/Missing");
        };
        world.accept(Pods.oneContainer("Always"));
        world.pass(Duration.ofSeconds(2), Duration.ofMillis(100));
        assertEquals(3, world.mounts);

        world.onMount = () -> {};
        world.pass(Duration.ofSeconds(10), Duration.ofMillis(100));

        assertTrue(world.running("main"));
    }

    @Test
    void containerThatCannotBeMadeHoldsBackNoOther() {
        world.accept(Pods.pod("""
                containers:
                - {name: stuck, image: "marina/busybox:1", envFrom: [{configMapRef: {name: missing}}]}
                - {name: main, image: "marina/busybox:1"}
                """));

        world.pass(Duration.ofSeconds(60), Duration.ofMillis(100));

        assertTrue(world.running("main"));
        assertEquals("CreateContainerConfigError", world.status().getContainerStatuses().getFirst().getState().getWaiting().getReason());
        assertEquals(7, world.api.events.stream().filter(event -> event.contains("configmap \"missing\" not found")).count());
    }

    @Test
    void changedPodIsTriedAtOnce() {
        world.mountsFail = true;
        world.accept(Pods.oneContainer("Always"));
        world.pass(Duration.ofSeconds(60), Duration.ofMillis(100));
        world.mountsFail = false;

        world.change(pod -> pod.editMetadata().withResourceVersion("7").endMetadata().editSpec().editContainer(0).withImage("marina/busybox:2").endContainer()
                .endSpec());
        world.settle();

        assertTrue(world.running("main"));
    }

    @Test
    void podPastItsDeadlineStaysAsFailed() {
        Pod pod = new PodBuilder(Pods.oneContainer("Never")).editSpec().withActiveDeadlineSeconds(10L).endSpec().build();
        run(pod, "main");

        world.clock.advance(Duration.ofSeconds(11));
        world.until("the pod to fail", () -> "Failed".equals(world.status().getPhase()));
        world.settle();

        assertEquals("DeadlineExceeded", world.status().getReason());
        assertEquals(143, world.status().getContainerStatuses().getFirst().getState().getTerminated().getExitCode());
        assertTrue(world.state().runningSandbox().isEmpty());
        assertEquals(List.of(), world.api.deleted);
    }

    @Test
    void podPastItsDeadlineStaysAlsoWhenNothingOfItEverRan() {
        world.pullsFail = true;
        Pod pod = new PodBuilder(Pods.oneContainer("Never")).editSpec().withActiveDeadlineSeconds(10L).endSpec().build();
        world.accept(pod);
        world.until("the pull to fail", () -> world.api.events.toString().contains("ErrImagePull"));

        world.clock.advance(Duration.ofSeconds(11));
        world.settle();

        assertEquals("Failed DeadlineExceeded", world.status().getPhase() + " " + world.status().getReason());
        assertEquals("ContainerStatusUnknown", world.status().getContainerStatuses().getFirst().getState().getTerminated().getReason());
        assertEquals(List.of(), world.api.deleted);
    }

    @Test
    void podThatCannotBeWiredCanBeDeleted() {
        world.wiringFails = true;
        world.accept(Pods.oneContainer("Always"));
        world.settle();

        world.delete(30);

        assertEquals(Optional.empty(), world.settle());
        assertTrue(world.state().empty());
        assertEquals(1, world.api.deleted.size());
    }

    @Test
    void podDeletedBeforeAnythingRanIsReportedAsFailed() {
        world.mountsFail = true;
        world.accept(Pods.oneContainer("Always"));
        world.settle();

        world.delete(30);

        assertEquals(Optional.empty(), world.settle());
        assertEquals("Failed", world.status().getPhase());
    }

    @Test
    void podIsWiredAgainWhenItsNodeLostItsNetwork() {
        run(Pods.oneContainer("Always"), "main");
        ContainerState before = world.container("main");

        world.worker.networkLost();
        world.settle();

        assertEquals("10.244.1.6", world.status().getPodIP());
        assertEquals(before, world.container("main"));
    }

    @Test
    void podInItsNodesNetworkIsMadeAnewWhenThatIs() {
        run(new PodBuilder(Pods.oneContainer("Always")).editSpec().withHostNetwork(true).endSpec().build(), "main");

        world.hostSandbox = Optional.of(new SandboxId("node-sandbox-2"));
        world.until("the next sandbox", () -> world.state().sandboxes().size() == 2 && world.running("main"));

        assertEquals(Optional.of(new SandboxId("node-sandbox-2")), world.state().runningSandbox().orElseThrow().network());
        assertEquals(world.state().runningSandbox().orElseThrow().id(), world.container("main").sandbox());
        assertEquals(List.of(), world.network);
    }

    @Test
    void containerDoesNotCountAsRunningBeforeItsPostStartHookHasEnded() throws InterruptedException {
        CountDownLatch inHook = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.exec = _ -> {
            inHook.countDown();
            await(goOn);
            return new ExecResult(0, "");
        };
        Pod pod = hooked("{postStart: {exec: {command: [prepare]}}}");
        pod.getSpec().getContainers().add(Pods.pod("{containers: [{name: later, image: \"marina/busybox:1\"}]}").getSpec().getContainers().getFirst());
        world.accept(pod);
        world.settle();
        inHook.await();
        world.settle();

        assertEquals("ContainerCreating", world.status().getContainerStatuses().getFirst().getState().getWaiting().getReason());
        assertTrue(world.state().newest("later").isEmpty());

        goOn.countDown();
        world.until("both to run", () -> world.running("later") && "Running".equals(world.status().getPhase()));
        assertTrue(world.status().getContainerStatuses().getFirst().getState().getRunning() != null);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void containerWhosePostStartHookFailedIsStoppedTheOrderlyWay() {
        world.exec = command -> new ExecResult(command.contains("prepare") ? 1 : 0, "secret");
        world.accept(hooked("{postStart: {exec: {command: [prepare]}}, preStop: {exec: {command: [leave]}}}"));

        world.until("the container to end", () -> world.state().newest("main").filter(ContainerState::exited).isPresent());

        assertEquals(List.of("prepare", "leave"), world.hooks.subList(0, 2));
        assertTrue(world.api.events.contains("FailedPostStartHook: PostStartHook failed"), world.api.events.toString());
        assertFalse(world.api.events.toString().contains("secret"));
    }

    @Test
    void hookThatAnEarlierAgentDidNotFinishIsRunAgainAndOneThatEndedIsNot() {
        Pod pod = hooked("{postStart: {exec: {command: [prepare]}}}");
        run(pod, "main");
        world.until("the hook to end", () -> "Running".equals(world.status().getPhase()));

        world.accept(pod);
        world.until("the hook to end again", () -> world.hooks.size() == 2 && "Running".equals(world.status().getPhase()));
        world.accept(new PodBuilder(pod).withStatus(world.status()).build());
        world.settle();

        assertEquals(List.of("prepare", "prepare"), world.hooks);
    }

    @Test
    void sleepNeedsNoProgramInTheContainer() {
        run(hooked("{preStop: {sleep: {seconds: 1}}}"), "main");

        world.delete(30);
        world.until("the pod to be gone", () -> world.state().empty());

        assertEquals(List.of(), world.hooks);
        assertTrue(world.api.events.stream().noneMatch(event -> event.startsWith("FailedPreStopHook")), world.api.events.toString());
    }

    @Test
    void shorterGraceDoesNotRunThePreStopHookTwice() {
        CountDownLatch goOn = new CountDownLatch(1);
        world.exec = _ -> {
            await(goOn);
            return new ExecResult(0, "");
        };
        run(hooked("{preStop: {exec: {command: [leave]}}}"), "main");
        world.delete(3000);
        world.until("the hook to begin", () -> world.hooks.size() == 1);

        world.delete(1);
        world.until("the pod to be gone", () -> world.state().empty());

        assertEquals(List.of("leave"), world.hooks);
        assertEquals(1, world.api.events.stream().filter(event -> event.startsWith("Killing")).count());
        goOn.countDown();
    }

    @Test
    void sidecarsEndOneByOneAfterTheMainsTheLastFirst() {
        run(SIDECARS, "main");
        List<String> ended = new java.util.concurrent.CopyOnWriteArrayList<>();

        world.runtime.onEvent(_ -> world.state().containers().stream().filter(ContainerState::exited).map(ContainerState::name)
                .filter(name -> !ended.contains(name)).forEach(ended::add));
        world.delete(30);
        world.until("the pod to be gone", () -> world.state().empty());

        assertEquals(List.of("main", "second", "first"), ended);
    }

    @Test
    void whatTheNodeWritesNamesTheChangeThatAskedForIt() {
        world.accept(new PodBuilder(Pods.oneContainer("Always")).editMetadata().withResourceVersion("41").endMetadata().build());
        world.until("the first word", () -> world.running("main") && "Running".equals(world.status().getPhase()));
        // The status comes back by the watch; it asks for nothing.
        world.change(pod -> pod.editMetadata().withResourceVersion("42").endMetadata());
        world.runtime.exit(world.container("main").id(), 1);
        world.settle();
        world.delete(30);
        world.until("the pod to be gone", () -> !world.api.deleted.isEmpty());

        assertEquals(List.of("change/41", "change/deleted"), world.api.causes.stream().distinct().toList());
    }

    @Test
    void aPodWithDevicesStartsWhereSomebodySetsThemUpAndSaysSoWhereNobodyDoes() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editSpec().addNewResourceClaim().withName("gpu").withResourceClaimName("gpu").endResourceClaim()
                .endSpec().build();
        world.runtime.withoutDrivers();
        world.accept(pod);
        world.settle();

        assertTrue(world.api.events.contains(
                "FailedPrepareDynamicResources: Failed to prepare dynamic resources: no driver of devices is registered on this node"),
                world.api.events.toString());
        assertTrue(world.runtime.snapshot().sandboxes().isEmpty(), "nothing of it is there");
    }

    @Test
    void aPodThatWantsAUserNamespaceIsToldWhereThereIsNone() {
        world.runtime.withoutUserNamespaces();
        world.accept(new PodBuilder(Pods.oneContainer("Always")).editSpec().withHostUsers(false).endSpec().build());
        world.settle();

        assertTrue(world.api.events.contains(
                "FailedCreatePodSandBox: Failed to create pod sandbox: can't set `spec.hostUsers: false`, runtime does not support user namespaces"),
                world.api.events.toString());
        assertTrue(world.runtime.snapshot().sandboxes().isEmpty(), "nothing of it is there");
    }

    @Test
    void pretendedDevicesAreSetUpByAPretendedDriver() {
        run(new PodBuilder(Pods.oneContainer("Always")).editSpec().addNewResourceClaim().withName("gpu").withResourceClaimName("gpu").endResourceClaim()
                .endSpec().build(), "main");
        assertEquals("Running", world.status().getPhase());
    }

    @Test
    void runtimeClassMustExistAndNameARuntimeThatIsHere() {
        Pod pod = new PodBuilder(Pods.oneContainer("Always")).editSpec().withRuntimeClassName("sandboxed").endSpec().build();
        world.accept(pod);
        world.settle();
        world.api.runtimeHandlers.put("sandboxed", "kata");
        world.clock.advance(Duration.ofSeconds(1));
        world.settle();
        assertTrue(world.api.events.containsAll(List.of("FailedCreatePodSandBox: Failed to create pod sandbox: RuntimeClass \"sandboxed\" not found",
                "FailedCreatePodSandBox: Failed to create pod sandbox: no runtime for \"kata\" is configured")), world.api.events.toString());

        world.api.runtimeHandlers.put("sandboxed", "runc");
        world.clock.advance(Duration.ofSeconds(30));
        world.settle();
        assertTrue(world.running("main"));
    }

    @Test
    void abandonedWorkerIsWaitedForWhileItIsAtSomething() throws InterruptedException {
        CountDownLatch mounting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.onMount = () -> {
            mounting.countDown();
            await(goOn);
        };
        world.accept(Pods.oneContainer("Always"));
        world.worker.start();
        mounting.await();

        world.worker.abandon();

        assertFalse(world.worker.awaitEnd(Duration.ofMillis(200)));
        goOn.countDown();
        assertTrue(world.worker.awaitEnd(Duration.ofSeconds(10)));
        assertTrue(world.state().empty());
    }
}
