package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two tenants have a pool whose nodes have a containerd of their own, beside nodes of the machine's engine. A pod does not notice; nothing of one reaches
/// the other.
@Order(6)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerdE2E {

    private static final Duration START = Duration.ofMinutes(4);
    private static final String NODE = "own-1";

    private Marina marina;
    private Tenant one;
    private Tenant other;

    @BeforeAll
    void twoTenants(Marina marina) {
        this.marina = marina;
        one = marina.signUp("one-ctrd");
        other = marina.signUp("other-ctrd");
        for (Tenant tenant : List.of(one, other)) {
            tenant.awaitReady();
            marina.post(tenant.clusterPath("default") + "/nodepools", tenant.token(), """
                    {"name": "own", "size": "small", "nodes": 1, "runtime": "containerd"}""").expect(201);
        }
        for (Tenant tenant : List.of(one, other)) {
            Await.until("the node of its own is ready", START, () -> tenant.kubectl("get", "node", NODE, "-o",
                    "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}").output().strip(), "True"::equals);
            tenant.startBusybox("web", NODE).awaitPodReady("web");
        }
    }

    @Test
    void theNodeSaysWhatItHas() {
        JsonNode node = one.kubectlJson("get", "node", NODE);

        assertTrue(node.at("/status/nodeInfo/containerRuntimeVersion").asText().startsWith("containerd://"), node.at("/status/nodeInfo").toString());
        assertFalse(node.at("/status/runtimeHandlers/0/features/userNamespaces").asBoolean());
        String id = one.kubectlJson("get", "pod", "web").at("/status/containerStatuses/0/containerID").asText();
        assertTrue(id.matches("containerd://[0-9a-f]{64}"), id);
        List<JsonNode> pools = marina.get(one.clusterPath("default") + "/nodepools", one.token()).expect(200).json().path("items").valueStream().toList();
        assertEquals(List.of("docker", "containerd"), pools.stream().map(pool -> pool.path("runtime").asText()).toList());
    }

    @Test
    void aPoolKeepsItsRuntimeAndTakesNoOther() {
        Answer unknown = marina.post(one.clusterPath("default") + "/nodepools", one.token(), "{\"name\": \"x\", \"nodes\": 0, \"runtime\": \"crio\"}");

        assertEquals(400, unknown.status(), unknown.body());
        assertTrue(unknown.body().contains("runtime"), unknown.body());
    }

    @Test
    void aPodIsAsAnyOther() {
        one.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: work}
                spec:
                  nodeName: own-1
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: "marina/busybox:1", command: [sh, -c, 'for i in 1 2 3 4; do echo line $i; done; wget -qO- http://web.default.svc:80/; cat /etc/hostname; exit 3']}
                """, "apply", "-f", "-").succeeded();
        one.kubectl("expose", "pod", "web", "--port=80", "--target-port=8080").succeeded();

        Await.until("it has ended", START, () -> one.kubectlJson("get", "pod", "work").at("/status/phase").asText(), "Failed"::equals);
        assertEquals("3", one.kubectlJson("get", "pod", "work").at("/status/containerStatuses/0/state/terminated/exitCode").asText());
        String log = one.kubectl("logs", "work").succeeded().output();
        assertTrue(log.startsWith("line 1\nline 2\nline 3\nline 4\n") && log.endsWith("work\n"), log);
        assertEquals(2, one.kubectl("logs", "work", "--tail=2", "--timestamps").succeeded().output().lines().filter(line -> line.matches("\\d{4}-.*"))
                .count());
        assertEquals("12345", one.kubectlWithInput("12345", "exec", "-i", "web", "--", "cat").succeeded().output());
        assertEquals("web-of-" + one.name(), one.inPod("web", "wget -qO- http://127.0.0.1:8080").succeeded().output().strip());
    }

    @Test
    void aPodOfTheNodesNetworkSeesItsNodeAndNothingElse() throws IOException {
        for (Tenant tenant : List.of(one, other)) {
            tenant.kubectlWithInput("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: host}
                    spec:
                      nodeName: own-1
                      hostNetwork: true
                      terminationGracePeriodSeconds: 1
                      containers: [{name: main, image: "marina/busybox:1", command: [sleep, "1000000"]}]
                    """, "apply", "-f", "-").succeeded();
            tenant.awaitPodReady("host");
        }

        String interfaces = one.inPod("host", "cat /proc/net/dev").succeeded().output();
        assertNotEquals(interfaces, Files.readString(Path.of("/proc/net/dev"), StandardCharsets.UTF_8));
        assertFalse(interfaces.contains("docker") || interfaces.contains("mr" + marina.instance()), interfaces);
        String address = one.kubectlJson("get", "node", NODE).at("/status/addresses/0/address").asText();
        assertEquals(address, one.podAddress("host"));
        assertNotEquals(address, other.podAddress("host"));
        // The engine's proxy to registries is in no node's network.
        one.inPod("host", "timeout 3 wget -qO- http://169.254.77.1:3128/").failed();
    }

    @Test
    void rootThereHasNoPowersBeyondTheUsualAndSeesNobodyElse() {
        one.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: powerful}
                spec:
                  nodeName: own-1
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: "marina/busybox:1", command: [sleep, "1000000"], securityContext: {privileged: true}}]
                """, "apply", "-f", "-").succeeded();
        one.awaitPodReady("powerful");

        for (String attempt : List.of("mount -t tmpfs none /mnt", "mknod /tmp/m c 1 1 && cat /tmp/m", "echo 1 > /proc/sys/vm/drop_caches",
                "ls /proc/1/root/work",
                "echo x > /proc/sysrq-trigger", "test -s /proc/kcore", "ip link add d0 type dummy", "kill -0 2")) {
            one.inPod("powerful", attempt).failed();
        }
        one.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: refused}
                spec:
                  nodeName: own-1
                  containers: [{name: main, image: "marina/busybox:1", securityContext: {capabilities: {add: [NET_ADMIN]}}}]
                """, "apply", "-f", "-").succeeded();
        JsonNode refused = Await.until("it is refused", START, () -> one.kubectlJson("get", "pod", "refused"), pod -> pod.at("/status/phase").asText()
                .equals("Failed"));
        assertTrue(refused.at("/status/message").asText().contains("NET_ADMIN is not available on a node whose containers have no user namespaces"),
                refused.path("status").toString());
    }

    @Test
    void neitherTheEndOfTheAgentNorOfContainerdEndsAContainer() {
        String before = one.kubectlJson("get", "pod", "web").at("/status/containerStatuses/0").toString();
        List<ProcessHandle> containerds = processes(command -> command.startsWith("containerd\0--config\0/run/marina-" + marina.instance() + "/nodes/"));
        List<ProcessHandle> agents = processes(
                command -> command.contains("dev.marina.agent.NodeAgentMain\0") && command.contains("--config=" + marina.home() + "/"));
        assertEquals(List.of(2, 1), List.of(containerds.size(), agents.size()), "one for each such node, and one agent");

        containerds.forEach(ProcessHandle::destroyForcibly);
        agents.forEach(ProcessHandle::destroyForcibly);

        Await.until("it answers again", START, () -> one.inPod("web", "echo here").output().strip(), "here"::equals);
        assertEquals(before, one.kubectlJson("get", "pod", "web").at("/status/containerStatuses/0").toString());
        Await.until("the other's answers again", START, () -> other.inPod("web", "echo other-here").output().strip(), "other-here"::equals);
    }

    private static List<ProcessHandle> processes(Predicate<String> wanted) {
        return ProcessHandle.allProcesses().filter(process -> wanted.test(command(process.pid()))).toList();
    }

    private static String command(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void whatATenantWritesEndsWithItsNodesDisk() {
        other.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: writer}
                spec:
                  nodeName: own-1
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: main, image: "marina/busybox:1", command: [sh, -c, "dd if=/dev/zero of=/big bs=1M count=200 2>&1; sleep 1000000"], resources: {limits: {ephemeral-storage: 64Mi}}}
                """, "apply", "-f", "-").succeeded();

        Await.until("it says that its place is full", START, () -> other.kubectl("logs", "writer").output(), log -> log.contains("No space left on device"));
        assertEquals("web-of-" + one.name(), one.inPod("web", "cat /www/index.html").succeeded().output().strip());
    }
}
