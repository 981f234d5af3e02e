package dev.marina.testing;

import static dev.marina.testing.Kubectl.finished;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.model.Machine;
import dev.marina.store.ClusterRecord;
import dev.marina.testing.Kubectl.Result;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An unmodified kubectl against streams of an agent that is not one.
class KubectlStreamsIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static FakeAgent agent;
    private static Kubectl admin;

    @BeforeAll
    static void aPodRunsOnAMachine() throws Exception {
        ClusterRecord cluster = plane.cluster("acme", "streams");
        Machine machine = new Machine();
        machine.setMetadata(new ObjectMetaBuilder().withName("m1").build());
        machine.setSpec(new Machine.Spec(List.of(new Machine.AssignedNode(cluster.id().value(), "acme", "streams", "default", "n1", 1, 100,
                "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.7", "1", "1Gi", List.of()))));
        plane.admin("marina", "management").resource(machine).create();
        KubernetesClient client = plane.admin("acme", "streams");
        Pod pod = new PodBuilder().withNewMetadata().withName("web").withNamespace("default").endMetadata()
                .withNewSpec().withNodeName("n1").addNewContainer().withName("main").withImage("i").endContainer().endSpec().build();
        client.resource(pod).create();
        client.pods().inNamespace("default").withName("web")
                .editStatus(found -> new PodBuilder(found).editOrNewStatus().withPhase("Running").endStatus().build());
        agent = new FakeAgent(plane, "m1");
        admin = new Kubectl(plane.kubeconfig(cluster, "admin", "system:masters"));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private static Process kubectl(String... arguments) throws IOException {
        return admin.start(arguments);
    }

    @Test
    void logsArePrinted() throws Exception {
        assertEquals(new Result(0, "hello from web\n"), finished(kubectl("logs", "web")));
    }

    @Test
    void aCommandsExitCodeIsKubectls() throws Exception {
        Result result = finished(kubectl("exec", "web", "--", "echo", "hi"));
        assertEquals(3, result.exit(), result.output());
        assertTrue(result.output().startsWith("[\"echo\",\"hi\"]"), result.output());
    }

    @Test
    void inputReachesTheCommandToItsEnd() throws Exception {
        Process process = kubectl("exec", "-i", "web", "--", "cat");
        byte[] input = "line of input\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(() -> {
            try (var stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException e) {
                process.destroy();
            }
        });
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(output.startsWith(new String(input, StandardCharsets.UTF_8)), () -> output.length() + " characters");
    }

    @Test
    void connectionsAreForwardedOneAfterAnother() throws Exception {
        Process process = kubectl("port-forward", "web", ":8080", "--address", "127.0.0.1");
        try (BufferedReader reader = process.inputReader()) {
            String line = reader.readLine();
            assertTrue(line.startsWith("Forwarding from 127.0.0.1:"), line);
            int port = Integer.parseInt(line.substring("Forwarding from 127.0.0.1:".length()).split(" ")[0]);
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.setSoTimeout(10_000);
                    byte[] sent = ("ping " + i).getBytes(StandardCharsets.UTF_8);
                    socket.getOutputStream().write(sent);
                    assertEquals("ping " + i, new String(socket.getInputStream().readNBytes(sent.length), StandardCharsets.UTF_8));
                }
            }
        } finally {
            process.destroy();
        }
    }
}
