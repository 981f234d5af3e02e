package dev.marina.controllers.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.testing.TestWorld;
import dev.marina.model.VolumeDriver;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupReconcilerTest {

    private final TestWorld world = new TestWorld();
    private final ClusterId acme = world.cluster("acme");

    @BeforeEach
    void twoClaimsHaveVolumes() {
        claim("data", "shop", "machine-1");
        claim("log", "shop", "machine-1");
        claim("other", "blog", "machine-1");
        world.writes(acme).create(SnapshotTypes.GROUP_CLASSES, groupClass("together"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static GenericKubernetesResource object(String kind, String metadata, String rest) {
        String text = "{'apiVersion':'groupsnapshot.storage.k8s.io/v1','kind':'%s','metadata':{%s},%s}".formatted(kind, metadata, rest);
        try {
            return Document.mapper().readValue(text.replace('\'', '"'), GenericKubernetesResource.class);
        } catch (JsonProcessingException failure) {
            throw new IllegalArgumentException(text, failure);
        }
    }

    private static GenericKubernetesResource groupClass(String name) {
        return object("VolumeGroupSnapshotClass", "'name':'%s','annotations':{'%s':'true'}".formatted(name, GroupPlan.DEFAULT_CLASS),
                "'driver':'%s','deletionPolicy':'Delete'".formatted(VolumeDriver.NAME));
    }

    private void group(String source) {
        world.writes(acme).create(SnapshotTypes.GROUPS, object("VolumeGroupSnapshot", "'name':'monday','namespace':'default'",
                "'spec':{'source':{%s}}".formatted(source)));
    }

    private void claim(String name, String app, String machine) {
        var claim = world.writes(acme).create(Types.CLAIMS, new PersistentVolumeClaimBuilder().withNewMetadata().withName(name).withNamespace("default")
                .withLabels(Map.of("app", app)).endMetadata().withNewSpec().withVolumeName("pvc-" + name).withNewResources()
                .withRequests(Map.of("storage", new Quantity("1Gi"))).endResources().endSpec().build());
        world.writes(acme).merge(Types.CLAIMS, claim, "status", patch -> patch.putObject("status").put("phase", "Bound"));
        world.writes(acme).create(Types.VOLUMES, new PersistentVolumeBuilder().withNewMetadata().withName("pvc-" + name).endMetadata().withNewSpec()
                .withCapacity(Map.of("storage", new Quantity("1Gi"))).withVolumeMode("Filesystem")
                .withNewClaimRef().withNamespace("default").withName(name).withUid(claim.getMetadata().getUid()).endClaimRef()
                .withNewCsi().withDriver(VolumeDriver.NAME).withVolumeHandle("c1_pvc-" + name).endCsi()
                .withNewNodeAffinity().withRequired(new NodeSelectorBuilder().addNewNodeSelectorTerm().addNewMatchExpression()
                        .withKey(VolumeDriver.TOPOLOGY_KEY).withOperator("In").withValues(machine).endMatchExpression().endNodeSelectorTerm().build())
                .endNodeAffinity().endSpec().build());
    }

    private Outcome reconcile() throws Exception {
        Outcome outcome = world.reconcile(new GroupReconciler(), acme, "default", "monday");
        for (SnapshotObject member : members()) {
            world.reconcile(new SnapshotReconciler(), acme, "default", member.name());
        }
        return outcome;
    }

    private SnapshotObject group() {
        return SnapshotObject.of(world.require(acme, SnapshotTypes.GROUPS, "default", "monday"));
    }

    private SnapshotObject content() {
        return SnapshotObject.of(world.require(acme, SnapshotTypes.GROUP_CONTENTS, "", group().contentName()));
    }

    private List<SnapshotObject> all(ResourceType<GenericKubernetesResource> type) {
        return world.snapshot(acme).list(type, "").stream().map(SnapshotObject::of).toList();
    }

    private List<SnapshotObject> members() {
        return all(SnapshotTypes.SNAPSHOTS);
    }

    private String error() {
        return group().text("status", "error", "message");
    }

    private Stream<String> events() {
        return world.snapshot(acme).list(Types.EVENTS, "default").stream().map(event -> event.getReason() + " " + event.getMessage());
    }

    /// What the node with the volumes does.
    private void taken() {
        world.writes(acme).merge(SnapshotTypes.GROUP_CONTENTS, content().resource(), "", patch -> patch.putObject("metadata").putObject("labels")
                .put(VolumeDriver.TOPOLOGY_KEY, "machine-1"));
        world.writes(acme).merge(SnapshotTypes.GROUP_CONTENTS, content().resource(), "status", patch -> {
            var status = patch.putObject("status").put("volumeGroupSnapshotHandle", "c1_group").put("readyToUse", true)
                    .put("creationTime", "2026-01-01T00:00:00Z");
            var list = status.putArray("volumeSnapshotInfoList");
            for (String name : List.of("data", "log")) {
                list.addObject().put("volumeHandle", "c1_pvc-" + name).put("snapshotHandle", "c1_of-" + name).put("readyToUse", true)
                        .put("creationTime", 1_767_225_600_000_000_000L).put("restoreSize", 1L << 30);
            }
        });
    }

    @Test
    void groupIsOfTheClaimsThatItsSelectorTakesAndGetsSnapshotsOfEach() throws Exception {
        group("'selector':{'matchLabels':{'app':'shop'}}");
        reconcile();
        assertEquals("together", group().className());
        assertEquals("[\"c1_pvc-data\",\"c1_pvc-log\"]", content().at("spec", "source", "volumeHandles").toString());
        assertEquals(List.of(), members());

        taken();
        reconcile();
        reconcile();

        assertEquals("{\"boundVolumeGroupSnapshotContentName\":\"%s\",\"readyToUse\":true,\"creationTime\":\"2026-01-01T00:00:00Z\"}"
                .formatted(content().name()), group().at("status").toString());
        assertEquals(List.of(GroupPlan.BOUND), group().finalizers());
        assertEquals(List.of("data", "log"), members().stream().map(SnapshotObject::claim).sorted().toList());
        assertEquals(2, all(SnapshotTypes.CONTENTS).size());
        for (SnapshotObject member : members()) {
            assertTrue(member.ready());
            assertEquals("monday", member.text("status", "volumeGroupSnapshotName"));
            assertEquals("1Gi", member.text("status", "restoreSize"));
            SnapshotObject of = SnapshotObject.of(world.require(acme, SnapshotTypes.CONTENTS, "", member.bound()));
            assertEquals("c1_of-" + member.claim(), of.text("status", "snapshotHandle"));
            assertEquals("c1_group", of.text("status", "volumeGroupSnapshotHandle"));
            assertEquals("c1_group", of.annotations().get(GroupPlan.HANDLE));
            assertEquals(Map.of(VolumeDriver.TOPOLOGY_KEY, "machine-1"), of.resource().getMetadata().getLabels());
        }
        assertEquals(List.of("CreatingGroupSnapshot Waiting for a group snapshot default/monday to be created by the CSI driver.",
                "GroupSnapshotCreated GroupSnapshot default/monday was successfully created by the CSI driver.",
                "GroupSnapshotReady GroupSnapshot default/monday is ready to use."), events().filter(event -> event.contains("Group")).sorted().toList());
    }

    @Test
    void snapshotsStayUntilTheGroupGoesAndGoWithIt() throws Exception {
        group("'selector':{'matchLabels':{'app':'shop'}}");
        reconcile();
        taken();
        reconcile();
        reconcile();
        world.writes(acme).delete(SnapshotTypes.SNAPSHOTS, members().getFirst().resource());
        reconcile();
        assertEquals(2, members().size());
        assertTrue(events().anyMatch(event -> event.startsWith("SnapshotDeletePending deletion of the individual volume snapshot")));

        world.writes(acme).delete(SnapshotTypes.GROUPS, group().resource());
        reconcile();
        assertEquals("yes", content().annotations().get(GroupPlan.BEING_DELETED));
        assertTrue(content().terminating());
        // Its node lets each content go.
        for (SnapshotObject of : all(SnapshotTypes.CONTENTS)) {
            assertTrue(of.terminating());
            world.writes(acme).merge(SnapshotTypes.CONTENTS, of.resource(), "", patch -> patch.putObject("metadata").putArray("finalizers"));
        }
        world.writes(acme).merge(SnapshotTypes.GROUP_CONTENTS, content().resource(), "", patch -> patch.putObject("metadata").putArray("finalizers"));
        reconcile();

        assertEquals(List.of(), members());
        assertEquals(List.of(), all(SnapshotTypes.GROUPS));
    }

    @Test
    void whatCannotBeOneGroupSaysWhy() throws Exception {
        claim("far", "shop", "machine-2");
        group("'selector':{'matchLabels':{'app':'shop'}}");
        reconcile();
        assertTrue(error().endsWith("\"the PVCs data and far lie on different machines, and a group is of one moment on one machine\""), error());
        assertEquals(List.of(), all(SnapshotTypes.GROUP_CONTENTS));
        for (int i = 0; i < 20; i++) {
            claim("more-" + i, "shop", "machine-1");
        }
        reconcile();
        assertTrue(error().endsWith("\"spec.source.selector takes 23 claims, and a group is of 20 at most\""), error());
    }

    @Test
    void selectorsThatAreNoneOrTakeNothingSaySo() throws Exception {
        for (String selector : List.of("'matchLabels':'all'", "'matchLabels':{'app':null}", "'matchExpressions':[{'key':'app'}]", "'matchExpressions':7")) {
            group("'selector':{%s}".formatted(selector));
            reconcile();
            assertTrue(error().startsWith("spec.source.selector is no label selector"), selector + ": " + error());
            world.writes(acme).delete(SnapshotTypes.GROUPS, group().resource());
        }
        group("'selector':{'matchLabels':{'app':'nobodys'}}");
        reconcile();
        assertEquals("Failed to set default group snapshot class with error label selector for group snapshot not applied to any PVC", error());
        assertEquals(List.of(), all(SnapshotTypes.GROUP_CONTENTS));
    }

    /// Whoever may make snapshots knows the names before they are made.
    @Test
    void nobodysSnapshotOfTheNameBecomesOneOfTheGroup() throws Exception {
        group("'selector':{'matchLabels':{'app':'shop'}}");
        reconcile();
        taken();
        String name = new GroupMember(group(), content(), content().at("status", "volumeSnapshotInfoList").path(0)).name();
        world.writes(acme).create(SnapshotTypes.SNAPSHOTS, Objects.snapshot(name, "'persistentVolumeClaimName':'other'", ""));

        assertInstanceOf(Outcome.RecheckAfter.class, reconcile());

        assertEquals("failed to create the snapshots of the group: VolumeSnapshot default/%s exists and is not of this group".formatted(name), error());
        assertEquals("false", group().text("status", "readyToUse"));
        assertTrue(all(SnapshotTypes.CONTENTS).stream().noneMatch(of -> of.annotations().containsKey(GroupPlan.HANDLE)));
    }

    @Test
    void contentOfAnotherGroupIsNotTaken() throws Exception {
        world.writes(acme).create(SnapshotTypes.GROUP_CONTENTS, object("VolumeGroupSnapshotContent", "'name':'theirs'",
                "'spec':{'driver':'csi.marina.dev','deletionPolicy':'Delete','source':{'groupSnapshotHandles':{'volumeGroupSnapshotHandle':'c1_x',"
                        + "'volumeSnapshotHandles':['c1_y']}},'volumeGroupSnapshotRef':{'namespace':'secret','name':'monday'}}"));
        group("'volumeGroupSnapshotContentName':'theirs'");

        reconcile();

        assertEquals("VolumeGroupSnapshotContent [theirs] is bound to a different group snapshot", error());
        assertEquals("", SnapshotObject.of(world.require(acme, SnapshotTypes.GROUP_CONTENTS, "", "theirs")).text("spec", "volumeGroupSnapshotRef", "uid"));
    }

    @Test
    void groupThatThePlanDoesNotAllowSaysSoAndIsTriedLater() throws Exception {
        String refusal = "volumegroupsnapshotcontents.groupsnapshot.storage.k8s.io \"x\" is forbidden: exceeded quota: plan";
        world.client.faults((verb, key) -> {
            if (verb.equals("create") && key.resource().equals(SnapshotTypes.GROUP_CONTENTS.groupResource())) {
                throw new StatusException(403, "Forbidden", refusal, StatusException.Details.NONE);
            }
        });
        group("'selector':{'matchLabels':{'app':'shop'}}");

        assertInstanceOf(Outcome.RecheckAfter.class, reconcile());

        assertEquals("failed to create group snapshot content with error " + refusal, error());
    }

    @Test
    void classComesWithTheDefinition() throws Exception {
        ClusterId empty = world.cluster("beta");
        SnapshotClassReconciler reconciler = new SnapshotClassReconciler(SnapshotTypes.GROUP_CLASSES, GroupContents.defaultClass());
        world.reconcile(reconciler, empty, "", GroupContents.CLASS);
        world.reconcile(reconciler, acme, "", GroupContents.CLASS);

        assertEquals(List.of("marina-group-snapshots"), world.snapshot(empty).list(SnapshotTypes.GROUP_CLASSES, "").stream()
                .map(each -> each.getMetadata().getName()).toList());
        assertEquals(List.of("together"), all(SnapshotTypes.GROUP_CLASSES).stream().map(SnapshotObject::name).toList());
    }
}
