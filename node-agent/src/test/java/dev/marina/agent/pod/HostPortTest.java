package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostPortTest {

    @Test
    void portsOfContainersThatLastAreTheNodes() {
        assertEquals(List.of(new HostPort(81, 80, "tcp", ""), new HostPort(53, 53, "udp", "127.0.0.1")), HostPort.of(Pods.pod("""
                initContainers:
                - {name: once, ports: [{containerPort: 1, hostPort: 1}]}
                - {name: beside, restartPolicy: Always, ports: [{containerPort: 80, hostPort: 81}]}
                containers:
                - {name: main, ports: [{containerPort: 8080}, {containerPort: 53, hostPort: 53, protocol: UDP, hostIP: 127.0.0.1}]}
                """)));
    }

    @Test
    void aPodInItsNodesNetworkHasThemAlready() {
        assertEquals(List.of(), HostPort.of(Pods.pod("{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80, hostPort: 80}]}]}")));
    }

    @Test
    void aPortOfTheNodeLeadsToOnePod() {
        NodePorts ports = new NodePorts();
        ports.take("first", HostPort.claimed(pod("TCP", "127.0.0.1")));
        assertFalse(ports.taken("udp", HostPort.claimed(pod("UDP", "127.0.0.1"))));
        assertFalse(ports.taken("elsewhere", HostPort.claimed(pod("TCP", "10.0.0.1"))));
        assertTrue(ports.taken("everywhere", HostPort.claimed(pod("TCP", "0.0.0.0"))));
        assertFalse(ports.taken("first", HostPort.claimed(pod("TCP", "127.0.0.1"))), "its own are no obstacle");

        ports.release("first");

        assertFalse(ports.taken("everywhere", HostPort.claimed(pod("TCP", "0.0.0.0"))));
    }

    private static Pod pod(String protocol, String hostIp) {
        return Pods.pod("containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080, protocol: %s, hostIP: \"%s\"}]}]".formatted(protocol, hostIp));
    }

    @Test
    void portThatCannotBeHadIsRefusedByItsNumber() {
        assertTrue(PodAdmission.refuse(Pods.pod("containers: [{name: a, ports: [{containerPort: 80, hostPort: 80, hostIP: \"::1\"}]}]"), true).orElseThrow()
                .message()
                .startsWith("hostPort 80 is not available"));
        assertEquals(Optional.empty(),
                HostPort.refuse(
                        Pods.pod("containers: [{name: a, ports: [{containerPort: 80, hostPort: 80, protocol: SCTP}, {containerPort: 81, hostPort: 81}]}]")));
    }
}
