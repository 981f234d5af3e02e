package dev.marina.controllers.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.ClusterId;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.Build;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuildReconcilerTest {

    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId globex = world.cluster("globex");
    private final BuildReconciler reconciler = new BuildReconciler(world.store,
            new BuildPlace("localhost:8080", "100.64.255.254:8080", Map.of("npm", "https://npm.test", "maven", "https://maven.test")));

    @AfterEach
    void close() {
        world.close();
    }

    private void build(ClusterId cluster, String name, Build.Source source) {
        build(cluster, name, new Build.Spec(source, "auto", null, null, null, null, null, 900));
    }

    private void build(ClusterId cluster, String name, Build.Spec spec) {
        Build build = new Build();
        build.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        build.setSpec(spec);
        world.writes(cluster).create(Types.BUILDS, build);
    }

    private static Build.Source git() {
        return new Build.Source(new Build.Git("https://git.test/app", "$(HOME)", "site"), null);
    }

    private Build.Status reconciled(ClusterId cluster, String name) throws Exception {
        world.reconcile(reconciler, cluster, "default", name);
        return world.require(cluster, Types.BUILDS, "default", name).getStatus();
    }

    private Pod pod(ClusterId cluster, String build) {
        return world.require(cluster, Types.PODS, "default", build + "-build");
    }

    private void ends(ClusterId cluster, String build, String phase, String message) {
        world.writes(cluster).updateStatus(Types.PODS, new PodBuilder(pod(cluster, build)).withNewStatus().withPhase(phase)
                .withContainerStatuses(new ContainerStatusBuilder().withName("build").withNewState().withNewTerminated().withMessage(message).endTerminated()
                        .endState().build())
                .endStatus().build());
    }

    @Test
    void aBuildHasOnePodThatKnowsItsOwnTenantAlone() throws Exception {
        build(acme, "site", git());
        build(globex, "site", git());

        assertEquals(Build.PENDING, reconciled(acme, "site").phase());
        reconciled(acme, "site");
        reconciled(globex, "site");

        Container container = pod(acme, "site").getSpec().getContainers().getFirst();
        Map<String, String> environment = container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertEquals("localhost:8080/acme/site", environment.get("BUILD_IMAGE"));
        assertEquals("acme/default", environment.get("BUILD_USER"));
        assertEquals("$$(HOME)", environment.get("BUILD_GIT_REVISION"));
        assertEquals("100.64.255.254:8080", environment.get("BUILD_FRONT"));
        assertFalse(pod(acme, "site").getSpec().getAutomountServiceAccountToken());
        assertEquals(900, pod(acme, "site").getSpec().getActiveDeadlineSeconds());
        assertEquals("1Gi", container.getResources().getLimits().get("ephemeral-storage").toString());
        assertTrue(pod(globex, "site").getSpec().getContainers().getFirst().getEnv().stream().noneMatch(variable -> variable.getValue().contains("acme")));
        assertEquals(1, world.snapshot(acme).list(Types.PODS, "default").size());
    }

    /// What the source says is run where there is nothing to be had.
    @Test
    void commandsRunBesideTheBuilderWithoutItsIdentity() throws Exception {
        build(acme, "site", git());
        reconciled(acme, "site");

        Pod pod = pod(acme, "site");
        Container runner = pod.getSpec().getInitContainers().getFirst();
        assertEquals("Always", runner.getRestartPolicy(), "it ends with the builder");
        assertEquals(List.of(), runner.getVolumeMounts());
        assertEquals(List.of(), runner.getEnv());
        assertEquals(List.of("ALL"), runner.getSecurityContext().getCapabilities().getDrop());
        assertFalse(runner.getSecurityContext().getCapabilities().getAdd().stream().anyMatch(List.of("NET_RAW", "MKNOD", "SYS_ADMIN", "SYS_PTRACE")::contains));
        assertFalse(runner.getSecurityContext().getAllowPrivilegeEscalation());
        for (Container each : List.of(runner, pod.getSpec().getContainers().getFirst())) {
            assertEquals(Set.of("cpu", "memory", "ephemeral-storage"), each.getResources().getLimits().keySet());
            assertEquals(Set.of("cpu", "memory", "ephemeral-storage"), each.getResources().getRequests().keySet());
        }
        assertEquals("build", pod.getMetadata().getAnnotations().get("kubectl.kubernetes.io/default-container"));
    }

    @Test
    void aPageNeedsNobodyToRunIt() throws Exception {
        build(acme, "site", new Build.Spec(git(), "static", null, null, null, new Build.Cache("fetched"), true, 900));
        reconciled(acme, "site");

        assertEquals(List.of(), pod(acme, "site").getSpec().getInitContainers());
        assertTrue(pod(acme, "site").getSpec().getVolumes().stream().noneMatch(volume -> volume.getName().equals("cache")));
    }

    @Test
    void whatABuildSaysGoesBeforeWhatTheInstallationDoes() throws Exception {
        build(acme, "site", new Build.Spec(git(), "auto", null, List.of(new Build.Argument("A", "$(B)"), new Build.Argument("C", null)),
                new Build.Repositories(null, "http://npm.default.svc", "", null), new Build.Cache("fetched"), true, 900));
        reconciled(acme, "site");

        Map<String, String> environment = pod(acme, "site").getSpec().getContainers().getFirst().getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertEquals("{\"A\":\"$$(B)\",\"C\":\"\"}", environment.get("BUILD_ARGUMENTS"));
        assertEquals("{\"maven\":\"https://maven.test\",\"npm\":\"http://npm.default.svc\"}", environment.get("BUILD_REPOSITORIES"));
        assertEquals("default/default/fetched", environment.get("BUILD_CACHE"), "the claim of this cluster, and no other of its name");
        assertEquals("true", environment.get("BUILD_FRESH"));
        assertEquals(List.of("cache"), pod(acme, "site").getSpec().getInitContainers().getFirst().getVolumeMounts().stream().map(mount -> mount.getName())
                .toList());
    }

    @Test
    void aRunnerThatDoesNotStartIsSaid() throws Exception {
        build(acme, "site", git());
        reconciled(acme, "site");
        world.writes(acme).updateStatus(Types.PODS, new PodBuilder(pod(acme, "site")).withNewStatus().withPhase("Pending")
                .withContainerStatuses(new ContainerStatusBuilder().withName("build").withNewState().withNewWaiting(null, "PodInitializing").endState().build())
                .withInitContainerStatuses(
                        new ContainerStatusBuilder().withName("run").withNewState().withNewWaiting("no such image", "ErrImagePull").endState()
                                .build())
                .endStatus().build());

        assertEquals("no such image", reconciled(acme, "site").message());
    }

    @Test
    void whatWasPushedStandsInTheStatus() throws Exception {
        build(acme, "site", git());
        reconciled(acme, "site");
        ends(acme, "site", "Succeeded", "{\"image\":\"localhost:8080/acme/site@%s\"}".formatted(DIGEST));

        Build.Status status = reconciled(acme, "site");

        assertEquals(Build.SUCCEEDED, status.phase());
        assertEquals("localhost:8080/acme/site@" + DIGEST, status.image());
        world.writes(acme).delete(Types.PODS, pod(acme, "site"));
        assertEquals(status, reconciled(acme, "site"));
    }

    /// The pod's report is written by the pod: nobody is led to another image by it.
    @Test
    void aReportOfSomethingElseIsNotBelieved() throws Exception {
        int number = 0;
        for (String report : new String[] {"{\"image\":\"localhost:8080/globex/site@%s\"}".formatted(DIGEST), "{\"image\":\"localhost:8080/acme/site:1\"}", "",
                "[]",
                "not json", "null"}) {
            String name = "site-" + number++;
            build(acme, name, git());
            reconciled(acme, name);
            ends(acme, name, "Succeeded", report);

            Build.Status status = reconciled(acme, name);

            assertEquals(Build.FAILED, status.phase(), report);
            assertNull(status.image());
        }
    }

    @Test
    void aFailureSaysWhy() throws Exception {
        build(acme, "site", git());
        reconciled(acme, "site");
        ends(acme, "site", "Failed", "{\"message\":\"the Dockerfile has no FROM\"}");

        assertEquals("the Dockerfile has no FROM", reconciled(acme, "site").message());
    }

    @Test
    void whereTheReportFoundNoRoomTheLogsLastLineSaysWhy() throws Exception {
        build(acme, "site", git());
        reconciled(acme, "site");
        ends(acme, "site", "Failed", "No space left on device\nthe report cannot be written: no room\n==> the command failed (1)\n");

        assertEquals("the command failed (1)", reconciled(acme, "site").message());
    }

    @Test
    void moreThanTwoAtATimeWaitTheirTurn() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            build(acme, name, git());
            reconciled(acme, name);
        }
        assertEquals(2, world.snapshot(acme).list(Types.PODS, "default").size());
        assertTrue(reconciled(acme, "c").message().startsWith("Waits for one of 2"));

        ends(acme, "a", "Failed", "{}");
        reconciled(acme, "c");

        assertEquals(3, world.snapshot(acme).list(Types.PODS, "default").size());
        build(globex, "d", git());
        reconciled(globex, "d");
        assertEquals(1, world.snapshot(globex).list(Types.PODS, "default").size());
    }

    @Test
    void aPodOfItsNameThatIsAnothersIsNotTaken() throws Exception {
        world.writes(acme).create(Types.PODS, new PodBuilder().withNewMetadata().withName("site-build").withNamespace("default").endMetadata().withNewSpec()
                .addNewContainer().withName("build").withImage("i").endContainer().endSpec().build());
        build(acme, "site", git());

        assertEquals(Build.FAILED, reconciled(acme, "site").phase());
    }

    @Test
    void aBuildWhosePodWasTakenAwayHasFailed() throws Exception {
        build(acme, "site", git());
        reconciled(acme, "site");
        world.writes(acme).delete(Types.PODS, pod(acme, "site"));

        assertEquals("Its pod site-build is gone", reconciled(acme, "site").message());
    }

    @Test
    void filesOfTheClusterAreMountedAndNotFetched() throws Exception {
        build(acme, "site", new Build.Source(null, new Build.Archive("pages", null, null)));
        reconciled(acme, "site");

        Pod pod = pod(acme, "site");
        assertTrue(pod.getSpec().getVolumes().stream().anyMatch(volume -> volume.getConfigMap() != null && volume.getConfigMap().getName().equals("pages")));
        assertTrue(pod.getSpec().getContainers().getFirst().getEnv().stream().noneMatch(variable -> variable.getName().equals("BUILD_GIT_URL")));
    }

    @Test
    void podsOfBuildsThatEndedDoNotPileUp() throws Exception {
        for (int i = 0; i < BuildReconciler.PODS_KEPT + 3; i++) {
            build(acme, "site-" + i, git());
            reconciled(acme, "site-" + i);
            ends(acme, "site-" + i, "Failed", "{}");
            world.time.advance(java.time.Duration.ofSeconds(1));
            reconciled(acme, "site-" + i);
        }
        assertEquals(BuildReconciler.PODS_KEPT, world.snapshot(acme).list(Types.PODS, "default").size());
        assertEquals(Build.FAILED, world.require(acme, Types.BUILDS, "default", "site-0").getStatus().phase());
    }
}
