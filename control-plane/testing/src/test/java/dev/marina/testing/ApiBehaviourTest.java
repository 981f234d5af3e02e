package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The API as a client library sees it.
class ApiBehaviourTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static ConfigMap configMap(String name, String value) {
        return new ConfigMapBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata().withData(Map.of("key", value)).build();
    }

    private static Pod pod(String name) {
        return new PodBuilder().withNewMetadata().withName(name).withNamespace("default").addToLabels("app", name).endMetadata()
                .withNewSpec().addNewContainer().withName("main").withImage("marina/busybox").endContainer().endSpec().build();
    }

    @Test
    void anObjectIsCreatedReadChangedAndDeleted() {
        KubernetesClient client = plane.admin("acme", "crud");
        ConfigMap created = client.resource(configMap("one", "a")).create();
        assertFalse(created.getMetadata().getUid().isEmpty());
        ConfigMap changed = client.configMaps().inNamespace("default").withName("one")
                .edit(map -> new ConfigMapBuilder(map).withData(Map.of("key", "b")).build());
        assertEquals("b", changed.getData().get("key"));
        assertTrue(Long.parseLong(changed.getMetadata().getResourceVersion()) > Long.parseLong(created.getMetadata().getResourceVersion()));
        client.configMaps().inNamespace("default").withName("one").delete();
        assertEquals(null, client.configMaps().inNamespace("default").withName("one").get());
    }

    @Test
    void aSecondCreateOfTheSameNameIsAConflict() {
        KubernetesClient client = plane.admin("acme", "twice");
        client.resource(configMap("one", "a")).create();
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> client.resource(configMap("one", "a")).create());
        assertEquals(409, refused.getCode());
        assertEquals("AlreadyExists", refused.getStatus().getReason());
        assertEquals("configmaps \"one\" already exists", refused.getStatus().getMessage());
    }

    @Test
    void anUpdateOfAnOldVersionIsAConflict() {
        KubernetesClient client = plane.admin("acme", "stale");
        ConfigMap old = client.resource(configMap("one", "a")).create();
        client.resource(new ConfigMapBuilder(old).withData(Map.of("key", "b")).build()).update();
        KubernetesClientException refused = assertThrows(KubernetesClientException.class,
                () -> client.resource(new ConfigMapBuilder(old).withData(Map.of("key", "c")).build())
                        .lockResourceVersion(old.getMetadata().getResourceVersion()).update());
        assertEquals(409, refused.getCode());
    }

    @Test
    void nothingIsCreatedInANamespaceThatIsNotThere() {
        KubernetesClient client = plane.admin("acme", "nowhere");
        ConfigMap homeless = new ConfigMapBuilder(configMap("one", "a")).editMetadata().withNamespace("absent").endMetadata().build();
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> client.resource(homeless).create());
        assertEquals(404, refused.getCode());
        assertEquals("namespaces \"absent\" not found", refused.getStatus().getMessage());
    }

    @Test
    void aPodGetsItsServiceAccountAndToken() {
        KubernetesClient client = plane.admin("acme", "pods");
        Pod created = client.resource(pod("web")).create();
        assertEquals("default", created.getSpec().getServiceAccountName());
        assertTrue(created.getSpec().getVolumes().getFirst().getName().startsWith("kube-api-access-"), created.getSpec().getVolumes().toString());
        assertEquals("Pending", created.getStatus().getPhase());
        assertEquals("BestEffort", created.getStatus().getQosClass());
    }

    @Test
    void privilegedIsTakenForWhatAContainerCanHave() {
        KubernetesClient client = plane.admin("acme", "privileged");
        Pod wanted = new PodBuilder(pod("root")).editSpec().editFirstContainer().withNewSecurityContext().withPrivileged(true).endSecurityContext()
                .endContainer().endSpec().build();
        assertTrue(client.resource(wanted).create().getSpec().getContainers().getFirst().getSecurityContext().getPrivileged());
    }

    @Test
    void servicesGetDifferentAddressesAndNodePorts() {
        KubernetesClient client = plane.admin("acme", "services");
        Service one = client.resource(service("one")).create();
        Service two = client.resource(service("two")).create();
        assertTrue(one.getSpec().getClusterIP().startsWith("10.96."));
        assertFalse(one.getSpec().getClusterIP().equals(two.getSpec().getClusterIP()));
        int port = one.getSpec().getPorts().getFirst().getNodePort();
        assertTrue(port >= 30000 && port <= 32767, () -> "node port " + port);
        KubernetesClientException refused = assertThrows(KubernetesClientException.class, () -> client.resource(new ServiceBuilder(service("three"))
                .editSpec().withClusterIP(one.getSpec().getClusterIP()).endSpec().build()).create());
        assertEquals(422, refused.getCode());
    }

    private static Service service(String name) {
        return new ServiceBuilder().withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withNewSpec().withType("NodePort").addToSelector("app", name).addNewPort().withPort(80).endPort().endSpec().build();
    }

    @Test
    void aWatchTellsOfEveryChangeThatTheSelectorConcerns() throws InterruptedException {
        KubernetesClient client = plane.admin("acme", "watch");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Watch _ = client.configMaps().inNamespace("default").withLabel("app", "web").watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                seen.add(action + " " + map.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed");
            }
        })) {
            client.resource(labelled("other")).create();
            client.resource(labelled("web")).create();
            assertEquals("ADDED web", seen.poll(10, TimeUnit.SECONDS));
            client.configMaps().inNamespace("default").withName("web").edit(map -> new ConfigMapBuilder(map).addToData("key", "b").build());
            assertEquals("MODIFIED web", seen.poll(10, TimeUnit.SECONDS));
            client.configMaps().inNamespace("default").withName("web")
                    .edit(map -> new ConfigMapBuilder(map).editMetadata().addToLabels("app", "else").endMetadata().build());
            assertEquals("DELETED web", seen.poll(10, TimeUnit.SECONDS));
        }
    }

    private static ConfigMap labelled(String name) {
        return new ConfigMapBuilder(configMap(name, "a")).editMetadata().addToLabels("app", name).endMetadata().build();
    }

    @Test
    void aDefaultRoleCanBeChangedAndDeletedInOneClusterOnly() {
        KubernetesClient client = plane.admin("acme", "roles");
        client.rbac().clusterRoles().withName("edit").edit(role -> {
            role.getMetadata().getLabels().put("mine", "yes");
            return role;
        });
        assertEquals("yes", client.rbac().clusterRoles().withName("edit").get().getMetadata().getLabels().get("mine"));
        client.rbac().clusterRoles().withName("view").delete();
        assertEquals(null, client.rbac().clusterRoles().withName("view").get());
        assertFalse(plane.admin("acme", "other-roles").rbac().clusterRoles().withName("view").get() == null);
    }
}
