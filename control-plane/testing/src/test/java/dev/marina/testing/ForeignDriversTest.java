package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.AttachedVolume;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A CSI driver that a cluster's owner has deployed, seen by its sidecars: the test does what `external-provisioner` and `external-attacher` do.
class ForeignDriversTest {

    private static final String DRIVER = "block.csi.example.com";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static void apply(KubernetesClient client, String manifest) {
        client.resource(Serialization.unmarshal(manifest, GenericKubernetesResource.class)).create();
    }

    private static KubernetesClient cluster(String tenant) {
        KubernetesClient client = plane.admin(tenant, "default");
        apply(client, """
                apiVersion: v1
                kind: Node
                metadata: {name: n1}
                """);
        apply(client, """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: block}
                provisioner: block.csi.example.com
                """);
        apply(client, """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: default}
                spec: {accessModes: [ReadWriteOnce], storageClassName: block, resources: {requests: {storage: 1Gi}}}
                """);
        return client;
    }

    private static PersistentVolumeClaim claim(KubernetesClient client) {
        return client.persistentVolumeClaims().inNamespace("default").withName("data").get();
    }

    /// What the provisioner makes when it has asked its driver.
    private static void provisioned(KubernetesClient client) {
        apply(client, """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: pv-1, annotations: {pv.kubernetes.io/provisioned-by: block.csi.example.com}}
                spec:
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  storageClassName: block
                  persistentVolumeReclaimPolicy: Delete
                  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, namespace: default, name: data, uid: %s}
                  csi:
                    driver: block.csi.example.com
                    volumeHandle: vol-1
                    nodeStageSecretRef: {namespace: kube-system, name: stage}
                """.formatted(claim(client).getMetadata().getUid()));
        Await.until("the claim is bound", () -> "Bound".equals(claim(client).getStatus().getPhase()));
    }

    private static void pod(KubernetesClient client) {
        apply(client, """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: default}
                spec:
                  nodeName: n1
                  terminationGracePeriodSeconds: 0
                  containers: [{name: main, image: x}]
                  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
                """);
    }

    private static List<VolumeAttachment> attachments(KubernetesClient client) {
        return client.storage().v1().volumeAttachments().list().getItems();
    }

    @Test
    void claimIsProvisionedAndAttachedByTheDriversOwnSidecars() {
        KubernetesClient client = cluster("acme");
        Await.until("the provisioner is named", () -> claim(client).getMetadata().getAnnotations() != null
                && DRIVER.equals(claim(client).getMetadata().getAnnotations().get("volume.kubernetes.io/storage-provisioner")));
        Await.until("an event says for whom it waits", () -> client.v1().events().inNamespace("default").list().getItems().stream()
                .anyMatch(event -> event.getReason().equals("ExternalProvisioning") && event.getMessage().equals("Waiting for a volume to be created either by "
                        + "the external provisioner 'block.csi.example.com' or manually by the system administrator. If volume creation is delayed, please "
                        + "verify that the provisioner is running and correctly registered.")));
        provisioned(client);
        pod(client);

        Await.until("the attacher is asked", () -> attachments(client).size() == 1);
        VolumeAttachment asked = attachments(client).getFirst();
        assertEquals(DRIVER, asked.getSpec().getAttacher());
        client.storage().v1().volumeAttachments().withName(asked.getMetadata().getName()).subresource("status").patch(MERGE,
                "{\"status\":{\"attached\":true,\"attachmentMetadata\":{\"device\":\"7\"}}}");
        Await.until("the node says so",
                () -> client.nodes().withName("n1").get().getStatus().getVolumesAttached().stream().map(AttachedVolume::getName).toList(),
                List.of("kubernetes.io/csi/block.csi.example.com^vol-1")::equals);

        client.pods().inNamespace("default").withName("web").withGracePeriod(0).delete();

        Await.until("it is detached", () -> attachments(client).isEmpty());
        Await.until("the node says so", () -> client.nodes().withName("n1").get().getStatus().getVolumesAttached().isEmpty());
    }

    @Test
    void nodeReadsTheSecretsOfItsPodsVolumesAndNoOthers() {
        KubernetesClient client = cluster("beta");
        for (String name : List.of("stage", "other", "inline")) {
            apply(client, """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: %s, namespace: %s}
                    stringData: {k: v}
                    """.formatted(name, name.equals("inline") ? "default" : "kube-system"));
        }
        provisioned(client);
        KubernetesClient node = plane.client("beta", "default", "system:node:n1", "system:nodes");
        assertTrue(refused(node, "kube-system", "stage"), "no pod of the node's uses the volume yet");
        pod(client);
        apply(client, """
                apiVersion: v1
                kind: Pod
                metadata: {name: inline, namespace: default}
                spec:
                  nodeName: n1
                  containers: [{name: main, image: x}]
                  volumes: [{name: v, csi: {driver: block.csi.example.com, nodePublishSecretRef: {name: inline}}}]
                """);

        assertEquals("stage", node.secrets().inNamespace("kube-system").withName("stage").get().getMetadata().getName());
        assertEquals("inline", node.secrets().inNamespace("default").withName("inline").get().getMetadata().getName());
        assertTrue(refused(node, "kube-system", "other"));
        assertTrue(refused(node, "default", "stage"));
        assertTrue(refused(plane.client("beta", "default", "system:node:n2", "system:nodes"), "kube-system", "stage"), "another node");
    }

    private static boolean refused(KubernetesClient node, String namespace, String name) {
        return assertThrows(KubernetesClientException.class, () -> node.secrets().inNamespace(namespace).withName(name).get()).getCode() == 403;
    }
}
