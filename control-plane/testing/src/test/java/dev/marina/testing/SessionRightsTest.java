package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecListener;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A session is a right that goes on; it ends with the right to it.
class SessionRightsTest {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static void podOn(String machineName, ClusterRecord cluster) {
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName(machineName).build());
        machine.setSpec(new Machine.Spec(List.of(new Machine.AssignedNode(cluster.id().value(), cluster.tenant(), cluster.name(), "default", "n1", 1, 100,
                "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.7", "1", "1Gi", List.of()))));
        plane.admin("marina", "management").resource(machine).create();
        KubernetesClient client = plane.admin(cluster.tenant(), cluster.name());
        Pod pod = client.resource(new PodBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withNodeName("n1").addNewContainer().withName("main").withImage("i").endContainer().endSpec().build()).create();
        pod.getStatus().setPhase("Running");
        client.resource(pod).updateStatus();
    }

    @Test
    void aSessionEndsWhenTheRightToItIsTakenAway() throws Exception {
        podOn("m1", plane.cluster("acme", "sessions"));
        KubernetesClient client = plane.admin("acme", "sessions");
        RoleBinding binding = client.resource(new RoleBindingBuilder().withNewMetadata().withName("dev").withNamespace("default").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "edit")
                .addNewSubject("rbac.authorization.k8s.io", "User", "dev@acme.test", null).build()).create();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        CountDownLatch echoed = new CountDownLatch(1);
        KubernetesClient member = plane.client("acme", "sessions", "dev@acme.test");
        try (FakeAgent _ = new FakeAgent(plane, "m1");
                ExecWatch exec = member.pods().inNamespace("default").withName("web").inContainer("main").redirectingInput()
                        .writingOutput(new OutputStream() {
                            @Override
                            public void write(int oneByte) {
                                echoed.countDown();
                            }
                        }).usingListener(new ExecListener() {
                            @Override
                            public void onClose(int code, String reason) {
                                ended.complete(code);
                            }

                            @Override
                            public void onFailure(Throwable failure, Response response) {
                                ended.complete(-1);
                            }
                        }).exec("cat")) {
            exec.getInput().write("hello\n".getBytes(StandardCharsets.UTF_8));
            exec.getInput().flush();
            assertTrue(echoed.await(20, TimeUnit.SECONDS), "the session answers");
            client.resource(binding).delete();
            ended.get(10, TimeUnit.SECONDS);
        }
    }
}
