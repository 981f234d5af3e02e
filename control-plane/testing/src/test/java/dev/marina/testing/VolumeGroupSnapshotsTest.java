package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Snapshots of several volumes at one moment as clients see them, up to where a node would ask the driver.
class VolumeGroupSnapshotsTest {

    private static final String GROUPS = "groupsnapshot.storage.k8s.io/v1";
    private static final String SINGLE = "snapshot.storage.k8s.io/v1";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @BeforeAll
    static void plans() {
        KubernetesClient management = plane.admin("marina", "management");
        Map.of("acme", "9Gi", "beta", "9Gi", "gamma", "3Gi", "delta", "4Gi").forEach((tenant, volumes) -> {
            if (management.namespaces().withName(tenant).get() == null) {
                management.resource(new NamespaceBuilder().withNewMetadata().withName(tenant).endMetadata().build()).create();
            }
            management.resource(new ConfigMapBuilder().withNewMetadata().withNamespace(tenant).withName("plan").endMetadata()
                    .withData(Map.of("nodes", "9", "volumes", volumes)).build()).create();
        });
    }

    /// With two claims of one application.
    private static KubernetesClient cluster(String tenant, String name) throws IOException {
        KubernetesClient client = plane.admin(tenant, name);
        for (String file : List.of("definitions.yaml", "groups.yaml")) {
            String text = Files.readString(Path.of("../../examples/volume-snapshots", file));
            client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items().forEach(item -> client.resource(item).create());
        }
        Await.until("there is a class", () -> generic(client, GROUPS, "VolumeGroupSnapshotClass", null, "marina-group-snapshots").isPresent());
        for (String claim : List.of("data", "log")) {
            apply(client, """
                    apiVersion: v1
                    kind: PersistentVolume
                    metadata: {name: of-%1$s}
                    spec:
                      capacity: {storage: 1Gi}
                      accessModes: [ReadWriteOnce]
                      storageClassName: by-hand
                      persistentVolumeReclaimPolicy: Retain
                      csi: {driver: csi.marina.dev, volumeHandle: c1_of-%1$s}
                      claimRef: {namespace: default, name: %1$s}
                    """.formatted(claim));
            apply(client, """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: %s, namespace: default, labels: {app: shop}}
                    spec: {accessModes: [ReadWriteOnce], storageClassName: by-hand, resources: {requests: {storage: 1Gi}}}
                    """.formatted(claim));
            Await.until("the claim is bound", () -> "Bound".equals(client.persistentVolumeClaims().inNamespace("default").withName(claim).get().getStatus()
                    .getPhase()));
        }
        return client;
    }

    private static Optional<GenericKubernetesResource> generic(KubernetesClient client, String version, String kind, String namespace, String name) {
        var all = client.genericKubernetesResources(version, kind);
        try {
            return Optional.ofNullable(namespace == null ? all.withName(name).get() : all.inNamespace(namespace).withName(name).get());
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private static void apply(KubernetesClient client, String manifest) {
        client.resource(Serialization.unmarshal(manifest, GenericKubernetesResource.class)).create();
    }

    private static void group(KubernetesClient client, String name, String source) {
        apply(client, """
                apiVersion: groupsnapshot.storage.k8s.io/v1
                kind: VolumeGroupSnapshot
                metadata: {name: %s, namespace: default}
                spec: {source: {%s}}
                """.formatted(name, source));
    }

    private static String status(KubernetesClient client, String name, Object... path) {
        return String.valueOf(generic(client, GROUPS, "VolumeGroupSnapshot", "default", name).<Object>map(found -> found.get(path)).orElse(null));
    }

    private static List<GenericKubernetesResource> snapshots(KubernetesClient client) {
        return client.genericKubernetesResources(SINGLE, "VolumeSnapshot").inNamespace("default").list().getItems();
    }

    private static void let(KubernetesClient client, String version, String kind, String name) {
        client.genericKubernetesResources(version, kind).withName(name).patch(MERGE, "{\"metadata\":{\"finalizers\":null}}");
    }

    /// The plan of one has room for two claims and a group of them, and no more: single snapshots of a group are not counted again.
    @Test
    void groupsOfTwoTenantsAreOfTheirOwnClaimsAndGoWithTheirSnapshots() throws IOException {
        KubernetesClient delta = cluster("delta", "groups");
        KubernetesClient beta = cluster("beta", "groups");
        for (KubernetesClient client : List.of(delta, beta)) {
            group(client, "monday", "selector: {matchLabels: {app: shop}}");
        }
        Await.until("it has a content", () -> status(delta, "monday", "status", "boundVolumeGroupSnapshotContentName").startsWith("groupsnapcontent-"));
        String content = status(delta, "monday", "status", "boundVolumeGroupSnapshotContentName");
        assertTrue(generic(beta, GROUPS, "VolumeGroupSnapshotContent", null, content).isEmpty());
        assertEquals(List.of("c1_of-data", "c1_of-log"),
                generic(delta, GROUPS, "VolumeGroupSnapshotContent", null, content).orElseThrow().get("spec", "source", "volumeHandles"));

        delta.genericKubernetesResources(GROUPS, "VolumeGroupSnapshotContent").withName(content).subresource("status").patch(MERGE, """
                {"status":{"volumeGroupSnapshotHandle":"c1_g","readyToUse":true,"creationTime":"2026-01-01T00:00:00Z","volumeSnapshotInfoList":[
                 {"volumeHandle":"c1_of-data","snapshotHandle":"c1_g-0","readyToUse":true,"creationTime":1767225600000000000,"restoreSize":1073741824},
                 {"volumeHandle":"c1_of-log","snapshotHandle":"c1_g-1","readyToUse":true,"creationTime":1767225600000000000,"restoreSize":1073741824}]}}
                """);
        Await.until("it is ready", () -> status(delta, "monday", "status", "readyToUse").equals("true"));
        Await.until("each of it is ready", () -> snapshots(delta).size() == 2
                && snapshots(delta).stream().allMatch(each -> Boolean.TRUE.equals(each.get("status", "readyToUse"))));
        for (GenericKubernetesResource each : snapshots(delta)) {
            assertEquals("monday", each.get("status", "volumeGroupSnapshotName"));
            assertEquals("1Gi", each.get("status", "restoreSize"));
        }
        assertEquals(List.of(), snapshots(beta));

        delta.genericKubernetesResources(GROUPS, "VolumeGroupSnapshot").inNamespace("default").withName("monday").delete();
        Await.until("the contents are to go", () -> generic(delta, GROUPS, "VolumeGroupSnapshotContent", null, content)
                .filter(found -> found.getMetadata().getDeletionTimestamp() != null).isPresent()
                && delta.genericKubernetesResources(SINGLE, "VolumeSnapshotContent").list().getItems().stream()
                        .allMatch(each -> each.getMetadata().getDeletionTimestamp() != null));
        delta.genericKubernetesResources(SINGLE, "VolumeSnapshotContent").list().getItems()
                .forEach(each -> let(delta, SINGLE, "VolumeSnapshotContent", each.getMetadata().getName()));
        let(delta, GROUPS, "VolumeGroupSnapshotContent", content);
        Await.until("all has gone", () -> generic(delta, GROUPS, "VolumeGroupSnapshot", "default", "monday").isEmpty() && snapshots(delta).isEmpty());
        assertTrue(generic(beta, GROUPS, "VolumeGroupSnapshot", "default", "monday").isPresent());
    }

    /// All of a group is set aside before its node takes it: two claims of 1Gi and two snapshots of them are more than 3Gi.
    @Test
    void groupsTakeOfWhatThePlanAllowsOfVolumes() throws IOException {
        KubernetesClient client = cluster("gamma", "groups");

        group(client, "monday", "selector: {matchLabels: {app: shop}}");

        Await.until("it is refused",
                () -> status(client, "monday", "status", "error", "message").contains("exceeded quota: plan, requested: volumes=2"));
        assertEquals(List.of(), client.genericKubernetesResources(GROUPS, "VolumeGroupSnapshotContent").list().getItems());
    }

    @Test
    void whatMakesNoSenseIsRefused() throws IOException {
        KubernetesClient client = cluster("acme", "refused");

        String both = assertThrows(KubernetesClientException.class,
                () -> group(client, "both", "selector: {matchLabels: {app: shop}}, volumeGroupSnapshotContentName: kept")).getMessage();
        assertTrue(both.contains("exactly one of selector and volumeGroupSnapshotContentName must be set"), both);
        group(client, "monday", "selector: {matchLabels: {app: nobodys}}");
        String changed = assertThrows(KubernetesClientException.class, () -> client.genericKubernetesResources(GROUPS, "VolumeGroupSnapshot")
                .inNamespace("default").withName("monday").patch(MERGE, "{\"spec\":{\"source\":{\"selector\":{\"matchLabels\":{\"app\":\"shop\"}}}}}"))
                .getMessage();
        assertTrue(changed.contains("selector is immutable"), changed);
        Await.until("it says that there is no claim", () -> status(client, "monday", "status", "error", "message").endsWith("not applied to any PVC"));
    }

    /// It takes snapshots for its cluster, and has no say in who asks for them.
    @Test
    void aNodeWritesContentsOfItsOwnClusterAndNoGroups() throws IOException {
        cluster("acme", "nodes");
        cluster("beta", "nodes");
        RawClient node = plane.withCertificate(plane.credentials(plane.cluster("acme", "nodes"), "system:node:n1", "system:nodes"));
        String types = "/apis/groupsnapshot.storage.k8s.io/v1/";

        assertEquals(200, node.get(plane.url("acme", "nodes") + types + "volumegroupsnapshotcontents").status());
        assertEquals(200, node.get(plane.url("acme", "nodes") + types + "volumegroupsnapshotclasses/marina-group-snapshots").status());
        assertEquals(404, node.send("PATCH", plane.url("acme", "nodes") + types + "volumegroupsnapshotcontents/c/status", "application/merge-patch+json", "{}")
                .status());
        assertEquals(403, node.send("PATCH", plane.url("acme", "nodes") + types + "namespaces/default/volumegroupsnapshots/monday/status",
                "application/merge-patch+json", "{}").status());
        assertEquals(403, node.send("DELETE", plane.url("acme", "nodes") + types + "volumegroupsnapshotcontents/c", "application/json", "").status());
        assertEquals(403, node.get(plane.url("beta", "nodes") + types + "volumegroupsnapshotcontents").status());
    }
}
