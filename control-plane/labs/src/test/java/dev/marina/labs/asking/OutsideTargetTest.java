package dev.marina.labs.asking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutsideTargetTest {

    private static JsonNode service(String type, String ports, String status) {
        return Document.parse("{\"spec\":{\"type\":\"%s\",\"ports\":[%s]},\"status\":%s}".formatted(type, ports, status).getBytes(StandardCharsets.UTF_8))
                .root();
    }

    private static final String PORTS = "{\"name\":\"http\",\"port\":80,\"nodePort\":30080},{\"name\":\"admin\",\"port\":81}";

    @Test
    void aNodePortIsFoundByThePortsNumberAndByItsName() {
        JsonNode service = service("NodePort", PORTS, "{}");

        assertEquals(new OutsideTarget.AtNodes(30080), OutsideTarget.of(service, "web", "80"));
        assertEquals(new OutsideTarget.AtNodes(30080), OutsideTarget.of(service, "web", "http"));
    }

    @Test
    void aLoadBalancersAddressComesFirstOnceThereIsOne() {
        assertEquals(new OutsideTarget.AtAddress("100.64.176.14", 80),
                OutsideTarget.of(service("LoadBalancer", PORTS, "{\"loadBalancer\":{\"ingress\":[{\"ip\":\"100.64.176.14\"}]}}"), "web", "http"));
        assertEquals(new OutsideTarget.AtNodes(30080), OutsideTarget.of(service("LoadBalancer", PORTS, "{}"), "web", "http"));
        assertEquals(new OutsideTarget.AtNodes(30080),
                OutsideTarget.of(service("NodePort", PORTS, "{\"loadBalancer\":{\"ingress\":[{\"ip\":\"127.0.0.1\"}]}}"), "web", "http"),
                "a status that a tenant wrote");
    }

    @Test
    void whatNobodyOutsideReachesIsSaid() {
        assertEquals("Service web is of type ClusterIP: nobody outside reaches it.",
                assertInstanceOf(OutsideTarget.Nowhere.class, OutsideTarget.of(service("ClusterIP", "{\"port\":80}", "{}"), "web", "80")).why().en());
        assertEquals("There is no Service web yet.",
                assertInstanceOf(OutsideTarget.Nowhere.class, OutsideTarget.of(MissingNode.getInstance(), "web", "80")).why().en());
        assertEquals("Service web has no port 443.",
                assertInstanceOf(OutsideTarget.Nowhere.class, OutsideTarget.of(service("NodePort", PORTS, "{}"), "web", "443")).why().en());
    }
}
