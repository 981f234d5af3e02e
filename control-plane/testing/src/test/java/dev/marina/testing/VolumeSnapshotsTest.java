package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
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

/// Snapshots of volumes as clients see them, up to where a node would ask the driver.
class VolumeSnapshotsTest {

    private static final String GROUP = "snapshot.storage.k8s.io/v1";

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    @BeforeAll
    static void plans() {
        KubernetesClient management = plane.admin("marina", "management");
        for (String tenant : List.of("acme", "beta", "gamma")) {
            if (management.namespaces().withName(tenant).get() == null) {
                management.resource(new NamespaceBuilder().withNewMetadata().withName(tenant).endMetadata().build()).create();
            }
            management.resource(new ConfigMapBuilder().withNewMetadata().withNamespace(tenant).withName("plan").endMetadata()
                    .withData(Map.of("nodes", "9", "volumes", "3Gi")).build()).create();
        }
    }

    private static KubernetesClient cluster(String tenant, String name) throws IOException {
        KubernetesClient client = plane.admin(tenant, name);
        String text = Files.readString(Path.of("../../examples/volume-snapshots/definitions.yaml"));
        client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).items().forEach(item -> client.resource(item).create());
        Await.until("there is a class", () -> generic(client, "VolumeSnapshotClass", null, "marina-snapshots").isPresent());
        return client;
    }

    private static Optional<GenericKubernetesResource> generic(KubernetesClient client, String kind, String namespace, String name) {
        var all = client.genericKubernetesResources(GROUP, kind);
        try {
            return Optional.ofNullable(namespace == null ? all.withName(name).get() : all.inNamespace(namespace).withName(name).get());
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private static void apply(KubernetesClient client, String manifest) {
        client.resource(Serialization.unmarshal(manifest, GenericKubernetesResource.class)).create();
    }

    /// A claim that is bound to a volume of the platform's driver.
    private static void claim(KubernetesClient client, String name, String size) {
        apply(client, """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: of-%1$s}
                spec:
                  capacity: {storage: %2$s}
                  accessModes: [ReadWriteOnce]
                  storageClassName: by-hand
                  persistentVolumeReclaimPolicy: Retain
                  csi: {driver: csi.marina.dev, volumeHandle: c1_of-%1$s}
                """.formatted(name, size));
        apply(client, """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, namespace: default}
                spec: {accessModes: [ReadWriteOnce], storageClassName: by-hand, resources: {requests: {storage: %s}}}
                """.formatted(name, size));
        Await.until("the claim is bound", () -> "Bound".equals(client.persistentVolumeClaims().inNamespace("default").withName(name).get().getStatus()
                .getPhase()));
    }

    private static void snapshot(KubernetesClient client, String name, String source) {
        apply(client, """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: %s, namespace: default}
                spec: {source: {%s}}
                """.formatted(name, source));
    }

    private static String status(KubernetesClient client, String name, Object... path) {
        Object value = generic(client, "VolumeSnapshot", "default", name).<Object>map(found -> found.get(path)).orElse(null);
        return String.valueOf(value);
    }

    @Test
    void snapshotsOfTwoTenantsAreTakenOfTheirOwnClaimsAndGoWithTheirContents() throws IOException {
        KubernetesClient acme = cluster("acme", "kept");
        KubernetesClient beta = cluster("beta", "kept");
        for (KubernetesClient client : List.of(acme, beta)) {
            claim(client, "data", "1Gi");
            snapshot(client, "monday", "persistentVolumeClaimName: data");
        }
        Await.until("it has a content", () -> status(acme, "monday", "status", "boundVolumeSnapshotContentName").startsWith("snapcontent-"));
        String content = status(acme, "monday", "status", "boundVolumeSnapshotContentName");
        assertTrue(generic(beta, "VolumeSnapshotContent", null, content).isEmpty());

        acme.genericKubernetesResources(GROUP, "VolumeSnapshotContent").withName(content).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"status\":{\"snapshotHandle\":\"c1_snapshot-1\",\"readyToUse\":true,\"creationTime\":1767225600000000000,\"restoreSize\":1073741824}}");
        Await.until("it is ready", () -> status(acme, "monday", "status", "readyToUse").equals("true"));
        assertEquals("1Gi", status(acme, "monday", "status", "restoreSize"));
        Await.until("the other tenant's is looked at, and not ready", () -> status(beta, "monday", "status", "readyToUse").equals("false"));

        acme.genericKubernetesResources(GROUP, "VolumeSnapshot").inNamespace("default").withName("monday").delete();
        Await.until("the content is to go", () -> generic(acme, "VolumeSnapshotContent", null, content)
                .filter(found -> found.getMetadata().getDeletionTimestamp() != null).isPresent());
        acme.genericKubernetesResources(GROUP, "VolumeSnapshotContent").withName(content).patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"finalizers\":null}}");
        Await.until("all has gone", () -> generic(acme, "VolumeSnapshot", "default", "monday").isEmpty());
        assertTrue(generic(beta, "VolumeSnapshot", "default", "monday").isPresent());
    }

    @Test
    void whatMakesNoSenseIsRefused() throws IOException {
        KubernetesClient client = cluster("acme", "refused");

        String both = assertThrows(KubernetesClientException.class,
                () -> snapshot(client, "both", "persistentVolumeClaimName: data, volumeSnapshotContentName: kept")).getMessage();
        assertTrue(both.contains("exactly one of volumeSnapshotContentName and persistentVolumeClaimName must be set"), both);
        snapshot(client, "monday", "persistentVolumeClaimName: data");
        var monday = client.genericKubernetesResources(GROUP, "VolumeSnapshot").inNamespace("default").withName("monday");
        String changed = assertThrows(KubernetesClientException.class, () -> monday.patch(PatchContext.of(PatchType.JSON_MERGE),
                "{\"spec\":{\"source\":{\"persistentVolumeClaimName\":\"other\"}}}")).getMessage();
        assertTrue(changed.contains("persistentVolumeClaimName is immutable"), changed);
        String nameless = assertThrows(KubernetesClientException.class, () -> apply(client, """
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotContent
                metadata: {name: kept}
                spec: {deletionPolicy: Retain, driver: csi.marina.dev, source: {snapshotHandle: c1_x}, volumeSnapshotRef: {name: old}}
                """)).getMessage();
        assertTrue(nameless.contains("both spec.volumeSnapshotRef.name and spec.volumeSnapshotRef.namespace must be set"), nameless);
    }

    @Test
    void snapshotsTakeOfWhatThePlanAllowsOfVolumes() throws IOException {
        KubernetesClient client = cluster("gamma", "planned");
        claim(client, "large", "1Gi");
        snapshot(client, "one", "persistentVolumeClaimName: large");
        Await.until("the first is made", () -> status(client, "one", "status", "boundVolumeSnapshotContentName").startsWith("snapcontent-"));

        snapshot(client, "two", "persistentVolumeClaimName: large");
        snapshot(client, "three", "persistentVolumeClaimName: large");

        Await.until("one of them is refused", () -> List.of("two", "three").stream()
                .anyMatch(name -> status(client, name, "status", "error", "message").contains("exceeded quota: plan, requested: volumes=1")));
        assertEquals(2, client.genericKubernetesResources(GROUP, "VolumeSnapshotContent").list().getItems().size());
    }

    /// It takes snapshots for its cluster, and has no say in who asks for them.
    @Test
    void aNodeWritesContentsOfItsOwnClusterAndNoSnapshots() throws IOException {
        cluster("acme", "nodes");
        cluster("beta", "nodes");
        RawClient node = plane.withCertificate(plane.credentials(plane.cluster("acme", "nodes"), "system:node:n1", "system:nodes"));
        String types = "/apis/snapshot.storage.k8s.io/v1/";

        assertEquals(200, node.get(plane.url("acme", "nodes") + types + "volumesnapshotcontents").status());
        assertEquals(404, node.get(plane.url("acme", "nodes") + types + "namespaces/default/volumesnapshots/monday").status());
        assertEquals(404, node.send("PATCH", plane.url("acme", "nodes") + types + "volumesnapshotcontents/c/status", "application/merge-patch+json", "{}")
                .status());
        assertEquals(403, node.send("PATCH", plane.url("acme", "nodes") + types + "namespaces/default/volumesnapshots/monday/status",
                "application/merge-patch+json", "{}").status());
        assertEquals(403, node.send("DELETE", plane.url("acme", "nodes") + types + "volumesnapshotcontents/c", "application/json", "").status());
        assertEquals(403, node.get(plane.url("beta", "nodes") + types + "volumesnapshotcontents").status());
    }

    @Test
    void aClaimsSourceIsSaidInBothFieldsAndIsOneThatCanBe() {
        KubernetesClient client = plane.admin("acme", "sources");
        apply(client, claimOf("old", "dataSource: {kind: PersistentVolumeClaim, name: data}"));
        apply(client, claimOf("new", "dataSourceRef: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: monday}"));
        apply(client, claimOf("abroad", "dataSourceRef: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: monday, namespace: other}"));
        apply(client, claimOf("dropped", "dataSource: {apiGroup: example.com, kind: Tape, name: first}"));

        assertEquals("data", named(client, "old").getSpec().getDataSourceRef().getName());
        assertEquals("monday", named(client, "new").getSpec().getDataSource().getName());
        assertNull(named(client, "abroad").getSpec().getDataSource());
        assertNull(named(client, "dropped").getSpec().getDataSource());
        String differing = assertThrows(KubernetesClientException.class, () -> apply(client, claimOf("two",
                "dataSource: {kind: PersistentVolumeClaim, name: data}, dataSourceRef: {kind: PersistentVolumeClaim, name: other}"))).getMessage();
        assertTrue(differing.contains("must match dataSourceRef"), differing);
        String groupless = assertThrows(KubernetesClientException.class, () -> apply(client, claimOf("odd", "dataSourceRef: {kind: Tape, name: first}")))
                .getMessage();
        assertTrue(groupless.contains("must be 'PersistentVolumeClaim' when referencing the default apiGroup"), groupless);
    }

    private static String claimOf(String name, String source) {
        return """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, namespace: default}
                spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Mi}}, %s}
                """.formatted(name, source);
    }

    private static PersistentVolumeClaim named(KubernetesClient client, String name) {
        return client.persistentVolumeClaims().inNamespace("default").withName(name).get();
    }
}
