package dev.marina.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterClient.Call;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.controllers.engine.PodState;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.Samples;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.scheduler.plugin.VolumeBinding;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSINodeBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");
    private final ClusterId globex = world.cluster("globex");
    private Scheduler scheduler;

    @AfterEach
    void close() {
        if (scheduler != null) {
            scheduler.close();
        }
        world.close();
    }

    @Test
    void podsOfOneOwnerSpreadOverTheNodes() {
        node("n1", "4", "4Gi");
        node("n2", "4", "4Gi");
        start();
        for (int i = 0; i < 6; i++) {
            world.writes(acme).create(Types.PODS, new PodBuilder(pod("web-" + i, "100m")).editMetadata()
                    .addNewOwnerReference().withApiVersion("apps/v1").withKind("ReplicaSet").withName("web").withUid("owner").withController(true)
                    .endOwnerReference()
                    .endMetadata().build());
        }

        awaitBound(6);

        Map<String, Long> perNode = pods().stream().collect(Collectors.groupingBy(PodState::nodeName, Collectors.counting()));
        assertEquals(Map.of("n1", 3L, "n2", 3L), perNode);
        world.await("it is told", () -> events().stream()
                .anyMatch(event -> event.getReason().equals("Scheduled") && event.getMessage().startsWith("Successfully assigned default/web-0 to n")),
                this::events);
    }

    @Test
    void aPodThatFitsNowhereSaysWhyAndIsBoundWhenANodeComes() {
        node("n1", "1", "1Gi");
        world.writes(acme).create(Types.NODES, new NodeBuilder(Samples.node("n2", "8", "8Gi")).editSpec()
                .addNewTaint("NoSchedule", "dedicated", null, "gpu").endSpec().build());
        start();
        world.writes(acme).create(Types.PODS, pod("big", "2"));

        world.await("a reason is given", () -> condition("big").isPresent(), this::pods);
        assertEquals("0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). no new claims to deallocate, "
                + "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.", condition("big").orElseThrow().getMessage());
        assertEquals("Unschedulable", condition("big").orElseThrow().getReason());
        assertEquals(List.of("Insufficient cpu"), scheduler.explain(acme, "default", "big").orElseThrow().nodes().get("n1").misfit().orElseThrow().reasons());

        node("n3", "4", "4Gi");
        awaitBound(1);
        assertEquals("n3", PodState.nodeName(world.require(acme, Types.PODS, "default", "big")));
    }

    @Test
    void theMoreImportantPodIsTriedFirst() {
        world.writes(acme).create(Types.PODS, pod("low", "1"));
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("high", "1")).editSpec().withPriority(1000).endSpec().build());
        node("n1", "1", "4Gi");

        start();

        awaitBound(1);
        assertEquals("n1", PodState.nodeName(world.require(acme, Types.PODS, "default", "high")));
    }

    @Test
    void aClaimThatWaitsGetsTheNodeAndThePodFollowsItsVolume() {
        node("n1", "4", "4Gi");
        world.writes(acme).create(Types.STORAGE_CLASSES, new StorageClassBuilder().withNewMetadata().withName("standard").endMetadata()
                .withProvisioner("csi.marina.dev").withVolumeBindingMode("WaitForFirstConsumer").build());
        world.writes(acme).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withNamespace("default").endMetadata()
                .withNewSpec().withStorageClassName("standard").endSpec().build());
        start();
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("db", "100m")).editSpec()
                .addNewVolume().withName("data").withNewPersistentVolumeClaim("data", false).endVolume().endSpec().build());

        world.await("the claim gets a node", () -> VolumeBinding.selected(claim()).equals("n1"), this::claim);
        assertEquals("", PodState.nodeName(world.require(acme, Types.PODS, "default", "db")));

        world.writes(acme).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName("pv1").endMetadata().withNewSpec().endSpec().build());
        PersistentVolumeClaim bound = world.writes(acme).update(Types.CLAIMS,
                new PersistentVolumeClaimBuilder(claim()).editSpec().withVolumeName("pv1").endSpec().build());
        world.writes(acme).updateStatus(Types.CLAIMS, new PersistentVolumeClaimBuilder(bound).withNewStatus().withPhase("Bound").endStatus().build());
        awaitBound(1);
    }

    /// Of two clusters only the one whose node has room.
    @Test
    void aPodThatWaitsForRoomOfADriverIsBoundWhenItsNodeTakesMore() {
        for (ClusterId cluster : List.of(acme, globex)) {
            world.writes(cluster).create(Types.NODES, Samples.node("n1", "4", "4Gi"));
            world.writes(cluster).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName("pv").endMetadata().withNewSpec().withNewCsi()
                    .withDriver("csi.example.com").withVolumeHandle("h").endCsi().endSpec().build());
            PersistentVolumeClaim claim = world.writes(cluster).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName("data")
                    .withNamespace("default").endMetadata().withNewSpec().withVolumeName("pv").endSpec().build());
            world.writes(cluster).updateStatus(Types.CLAIMS, new PersistentVolumeClaimBuilder(claim).withNewStatus().withPhase("Bound").endStatus().build());
            world.writes(cluster).create(Types.CSI_NODES, csiNode(0));
        }
        start();
        for (ClusterId cluster : List.of(acme, globex)) {
            world.writes(cluster).create(Types.PODS, new PodBuilder(pod("db", "100m")).editSpec()
                    .addNewVolume().withName("data").withNewPersistentVolumeClaim("data", false).endVolume().endSpec().build());
            world.await("a reason is given", () -> !world.require(cluster, Types.PODS, "default", "db").getStatus().getConditions().isEmpty(), this::pods);
        }
        assertTrue(condition("db").orElseThrow().getMessage().contains("1 node(s) exceed max volume count"));

        world.writes(acme).update(Types.CSI_NODES, csiNode(1));

        awaitBound(1);
        assertEquals("", PodState.nodeName(world.require(globex, Types.PODS, "default", "db")));
    }

    private static CSINode csiNode(int count) {
        return new CSINodeBuilder().withNewMetadata().withName("n1").endMetadata().withNewSpec().addNewDriver().withName("csi.example.com").withNodeID("n1")
                .withNewAllocatable().withCount(count).endAllocatable().endDriver().endSpec().build();
    }

    @Test
    void aMoreImportantPodTakesThePlaceOfTheLeastImportantOne() {
        node("n1", "2", "4Gi");
        start();
        for (int priority : List.of(1, 5)) {
            world.writes(acme).create(Types.PODS, new PodBuilder(pod("p" + priority, "1")).editSpec().withPriority(priority).endSpec().build());
        }
        awaitBound(2);
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("urgent", "1")).editSpec().withPriority(10).endSpec().build());

        world.await("the least important one is asked to go", () -> PodState.terminating(world.require(acme, Types.PODS, "default", "p1")), this::pods);
        assertEquals("0/1 nodes are available: 1 Insufficient cpu.", condition("urgent").orElseThrow().getMessage());
        assertEquals("n1", world.require(acme, Types.PODS, "default", "urgent").getStatus().getNominatedNodeName());
        world.writes(acme).delete(Types.PODS, world.require(acme, Types.PODS, "default", "p1"),
                dev.marina.api.Document.mapper().createObjectNode().put("gracePeriodSeconds", 0));
        world.await("the urgent one runs", () -> PodState.nodeName(world.require(acme, Types.PODS, "default", "urgent")).equals("n1"), this::pods);
    }

    @Test
    void roomThatWasKeptForAPodThatIsDeletedBeforeItIsBoundIsGivenToAnother() {
        node("n1", "4", "4Gi");
        world.writes(acme).create(Types.STORAGE_CLASSES, new StorageClassBuilder().withNewMetadata().withName("standard").endMetadata()
                .withProvisioner("csi.marina.dev").withVolumeBindingMode("WaitForFirstConsumer").build());
        world.writes(acme).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName("data").withNamespace("default").endMetadata()
                .withNewSpec().withStorageClassName("standard").endSpec().build());
        start();
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("db", "4")).editSpec()
                .addNewVolume().withName("data").withNewPersistentVolumeClaim("data", false).endVolume().endSpec().build());
        world.await("the claim gets a node", () -> VolumeBinding.selected(claim()).equals("n1"), this::claim);
        world.writes(acme).create(Types.PODS, pod("web", "2"));
        world.await("there is no room", () -> condition("web").isPresent(), this::pods);

        world.writes(acme).delete(Types.PODS, world.require(acme, Types.PODS, "default", "db"),
                dev.marina.api.Document.mapper().createObjectNode().put("gracePeriodSeconds", 0));

        awaitBound(1);
    }

    @Test
    void aPodThatWantsToBeBesideAnotherIsBoundWhenTheOtherComes() {
        node("n1", "4", "4Gi");
        start();
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("web", "100m")).editSpec().withNewAffinity().withNewPodAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution().withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector().addToMatchLabels("app", "cache").endLabelSelector().endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAffinity().endAffinity().endSpec().build());
        world.await("a reason is given", () -> condition("web").isPresent(), this::pods);

        world.writes(acme).create(Types.PODS, new PodBuilder(pod("cache", "100m")).editMetadata().addToLabels("app", "cache").endMetadata().build());

        awaitBound(2);
    }

    @Test
    void aPodThatWasTurnedAwayByAnotherIsBoundWhenTheOtherIsRelabelled() {
        node("n1", "4", "4Gi");
        start();
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("loud", "100m")).editMetadata().addToLabels("noise", "high").endMetadata().build());
        awaitBound(1);
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("quiet", "100m")).editSpec().withNewAffinity().withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution().withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector().addToMatchLabels("noise", "high").endLabelSelector().endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity().endAffinity().endSpec().build());
        world.await("a reason is given", () -> condition("quiet").isPresent(), this::pods);

        world.writes(acme).merge(Types.PODS, world.require(acme, Types.PODS, "default", "loud"), "",
                patch -> patch.putObject("metadata").putObject("labels").put("noise", "low"));

        awaitBound(2);
    }

    @Test
    void clustersDoNotShareNodes() {
        ClusterId other = world.cluster("other");
        node("n1", "4", "4Gi");
        start();
        world.writes(other).create(Types.PODS, pod("web", "100m"));

        world.await("a reason is given", () -> world.require(other, Types.PODS, "default", "web").getStatus().getConditions().stream()
                .anyMatch(each -> "no nodes available to schedule pods".equals(each.getMessage())), () -> world.snapshot(other).list(Types.PODS, ""));
    }

    @Test
    void aClustersOwnerSaysWhichSchedulersThereAre() {
        ClusterId other = world.cluster("other");
        node("n1", "4", "4Gi");
        node("n2", "4", "4Gi");
        world.writes(acme).create(Types.PODS, new PodBuilder(pod("there", "1")).editSpec().withNodeName("n2").endSpec().build());
        start();
        configure(acme, """
                apiVersion: kubescheduler.config.k8s.io/v1
                kind: KubeSchedulerConfiguration
                profiles:
                - schedulerName: default-scheduler
                - schedulerName: packing
                  pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: MostAllocated}}}]
                  plugins: {score: {disabled: [{name: "*"}], enabled: [{name: NodeResourcesFit, weight: 10}]}}
                """);
        world.writes(acme).create(Types.PODS, asking("packed", "packing"));
        world.writes(acme).create(Types.PODS, asking("spread", "default-scheduler"));
        world.writes(other).create(Types.NODES, Samples.node("n1", "4", "4Gi"));
        world.writes(other).create(Types.PODS, asking("packed", "packing"));

        awaitBound(3);
        assertEquals("n2", PodState.nodeName(world.require(acme, Types.PODS, "default", "packed")));
        assertEquals("n1", PodState.nodeName(world.require(acme, Types.PODS, "default", "spread")));
        world.await("who bound it is told", () -> events().stream().anyMatch(event -> "packing".equals(event.getReportingComponent())), this::events);
        assertEquals("", PodState.nodeName(world.require(other, Types.PODS, "default", "packed")), "another cluster has no such scheduler");
    }

    @Test
    void whatCannotBeReadChangesNothingAndIsTold() {
        node("n1", "4", "4Gi");
        start();
        configure(acme, "profiles: [{schedulerName: Bad_Name}]");
        world.await("it is told", () -> world.snapshot(acme).list(Types.EVENTS, "kube-system").stream()
                .anyMatch(event -> event.getReason().equals("InvalidConfiguration") && event.getMessage().contains("profiles[0].schedulerName")),
                () -> world.snapshot(acme).list(Types.EVENTS, "kube-system"));

        world.writes(acme).create(Types.PODS, pod("web", "100m"));
        awaitBound(1);
    }

    @Test
    void aGangGetsItsNodesAtOnceOrNotAtAll() {
        ClusterId other = world.cluster("other");
        node("n1", "2", "4Gi");
        start();
        gang(other, "training", 1);
        world.writes(acme).create(Types.PODS, member("m-1", "1"));
        world.writes(acme).create(Types.PODS, member("m-2", "1"));
        world.writes(acme).create(Types.PODS, pod("alone", "100m"));
        awaitBound(1);
        assertEquals("", PodState.nodeName(world.require(acme, Types.PODS, "default", "m-1")),
                "a group of the same name in another cluster is no group of this one");

        gang(acme, "training", 3);
        world.writes(acme).create(Types.PODS, member("m-3", "1"));
        world.await("those that fit say why they wait", () -> condition("m-1").filter(each -> Objects.equals(each.getMessage(),
                "pod group \"training\" is scheduled together: 1 of the 3 pods that it asks for at once fit")).isPresent(), this::pods);
        assertEquals(1, pods().stream().filter(each -> !PodState.nodeName(each).isEmpty()).count());
        world.await("its group says so", () -> groupCondition().equals("False Unschedulable"), this::groupCondition);

        node("n2", "4", "4Gi");
        awaitBound(4);
        world.await("its group says so", () -> groupCondition().equals("True Scheduled"), this::groupCondition);

        world.writes(acme).create(Types.PODS, member("m-4", "100m"));
        awaitBound(5);
    }

    /// More than are scheduled at once, and one whose turn it is while it is not of those: none is forgotten.
    @Test
    void ofAGangWithMorePodsThanGoAtOnceAllGetTheirNodes() {
        node("n1", "64", "64Gi");
        node("n2", "64", "64Gi");
        start();
        for (int i = 0; i < 149; i++) {
            world.writes(acme).create(Types.PODS, member("m-" + i, "10m"));
        }
        world.writes(acme).create(Types.PODS, new PodBuilder(member("urgent", "10m")).editSpec().withPriority(1000).endSpec().build());
        gang(acme, "training", 60);

        awaitBound(150);
    }

    private String groupCondition() {
        Document group = Document.parse(world.snapshot(acme).stored(Gang.key(acme, "default", "training")).orElseThrow().bytes());
        return group.at("status", "conditions").path(0).path("status").asText() + " " + group.at("status", "conditions").path(0).path("reason").asText();
    }

    private void gang(ClusterId cluster, String name, int minCount) {
        world.services.client().create(new Call(cluster, "ann", Cause.clock("test")), Gang.POD_GROUPS,
                Document.parse("""
                        {"apiVersion":"scheduling.k8s.io/v1alpha2","kind":"PodGroup","metadata":{"name":"%s","namespace":"default"},
                         "spec":{"schedulingPolicy":{"gang":{"minCount":%d}}}}""".formatted(name, minCount).getBytes(StandardCharsets.UTF_8)));
    }

    private static Pod member(String name, String cpu) {
        return new PodBuilder(pod(name, cpu)).editSpec().withNewSchedulingGroup("training").endSpec().build();
    }

    private void configure(ClusterId cluster, String configuration) {
        world.writes(cluster).create(Types.CONFIG_MAPS, new ConfigMapBuilder().withNewMetadata().withNamespace("kube-system").withName("kube-scheduler")
                .endMetadata().addToData("config.yaml", configuration).build());
    }

    private static Pod asking(String name, String scheduler) {
        return new PodBuilder(pod(name, "100m")).editSpec().withSchedulerName(scheduler).endSpec().build();
    }

    private void start() {
        scheduler = Scheduler.start(world.services, Executors.newVirtualThreadPerTaskExecutor(), Outside.NOBODY);
    }

    private void node(String name, String cpu, String memory) {
        world.writes(acme).create(Types.NODES, Samples.node(name, cpu, memory));
    }

    private static Pod pod(String name, String cpu) {
        return new PodBuilder(Samples.pod(name)).editSpec().editFirstContainer().withNewResources().addToRequests("cpu", new Quantity(cpu)).endResources()
                .endContainer().endSpec().build();
    }

    private void awaitBound(int count) {
        world.await(count + " pods are bound", () -> pods().stream().filter(pod -> !PodState.nodeName(pod).isEmpty()).count() == count,
                () -> pods().stream().map(pod -> pod.getMetadata().getName() + "@" + PodState.nodeName(pod)).toList());
    }

    private List<Pod> pods() {
        return world.snapshot(acme).list(Types.PODS, "default");
    }

    private List<Event> events() {
        return world.snapshot(acme).list(Types.EVENTS, "default");
    }

    private PersistentVolumeClaim claim() {
        return world.require(acme, Types.CLAIMS, "default", "data");
    }

    private Optional<PodCondition> condition(String pod) {
        return world.require(acme, Types.PODS, "default", pod).getStatus().getConditions().stream().filter(each -> each.getType().equals("PodScheduled"))
                .findFirst();
    }
}
