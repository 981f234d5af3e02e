package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.net.service.BalancerEntry;
import dev.marina.net.service.Endpoint;
import dev.marina.net.service.PortEntry;
import dev.marina.net.service.ServiceEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceFeedTest {

    private static Service service(String spec) {
        return Serialization.unmarshal("---\n{apiVersion: v1, kind: Service, metadata: {name: db, namespace: default}, spec: {%s}}".formatted(spec),
                Service.class);
    }

    private static EndpointSlice slice(String endpoints) {
        return Serialization.unmarshal("""
                ---
                {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, metadata: {name: db-1, namespace: default, \
                labels: {kubernetes.io/service-name: db}}, ports: [{name: sql, port: 3307, protocol: TCP}], endpoints: [%s]}
                """.formatted(endpoints), EndpointSlice.class);
    }

    private static List<Endpoint> endpoints(String spec, String endpoints) {
        return ServiceFeed.entry(service(spec), List.of(slice(endpoints)), "node-1").ports().getFirst().endpoints();
    }

    @Test
    void aLoadBalancersAddressesAreThoseOfItsStatusThatNoProxyAnswersAt() {
        Service balanced = Serialization.unmarshal("""
                ---
                {apiVersion: v1, kind: Service, metadata: {name: db, namespace: default}, spec: {type: LoadBalancer, clusterIP: 10.96.0.20, \
                healthCheckNodePort: 30999, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{name: sql, port: 3306}]}, status: {loadBalancer: {ingress: [\
                {ip: 100.64.176.1, ipMode: VIP}, {ip: 100.64.176.2, ipMode: Proxy}, {hostname: a.example}]}}}
                """, Service.class);

        assertEquals(new BalancerEntry(List.of("100.64.176.1"), List.of("10.0.0.0/8"), 30999), ServiceFeed.entry(balanced, List.of(), "node-1").balancer());
        assertEquals(new BalancerEntry(List.of("100.64.176.1"), List.of("10.0.0.0/8"), 30999),
                ServiceFeed.entry(Stripped.services().kept().apply(balanced), List.of(), "node-1").balancer());
        assertEquals(BalancerEntry.NONE, ServiceFeed.entry(service("clusterIP: 10.96.0.20, ports: [{port: 1}]"), List.of(), "node-1").balancer());
    }

    /// It keeps its address, by which names lead to it.
    @Test
    void whatIsLeftToAnotherProxyIsLeft() {
        for (String label : List.of("service.kubernetes.io/service-proxy-name: mesh", "service.kubernetes.io/headless: ''")) {
            Service labelled = Serialization.unmarshal("""
                    ---
                    {apiVersion: v1, kind: Service, metadata: {name: db, namespace: default, labels: {%s, app: db}}, spec: {type: LoadBalancer, \
                    clusterIP: 10.96.0.20, healthCheckNodePort: 30999, ports: [{port: 3306}]}, status: {loadBalancer: {ingress: [{ip: 100.64.176.1}]}}}
                    """.formatted(label), Service.class);

            ServiceEntry entry = ServiceFeed.entry(Stripped.services().kept().apply(labelled), List.of(), "node-1");

            assertEquals(true, entry.leftToOthers());
            assertEquals(BalancerEntry.NONE, entry.balancer());
            assertEquals(List.of("10.96.0.20"), entry.clusterIps());
        }
        assertEquals(false, ServiceFeed.entry(service("clusterIP: 10.96.0.20, ports: [{port: 1}]"), List.of(), "node-1").leftToOthers());
    }

    @Test
    void portsFindTheirEndpointsByName() {
        ServiceEntry entry = ServiceFeed.entry(
                service("clusterIP: 10.96.0.20, type: NodePort, ports: [{name: sql, port: 3306, nodePort: 30306, protocol: TCP}, {name: other, port: 1}]"),
                List.of(slice("{addresses: [10.244.1.5], nodeName: node-1, conditions: {ready: true}, targetRef: {kind: Pod, name: db-0}}")), "node-1");

        assertEquals(List.of("10.96.0.20"), entry.clusterIps());
        assertEquals(List.of(new PortEntry("sql", "TCP", 3306, 30306, List.of(new Endpoint("10.244.1.5", 3307, true, false, true, null, "db-0"))),
                new PortEntry("other", "TCP", 1, 0, List.of())), entry.ports());
    }

    @Test
    void headlessServiceWithoutPortsStillHasItsEndpoints() {
        assertEquals(List.of(new Endpoint("10.244.2.5", 0, true, false, false, "db-0", null)),
                endpoints("clusterIP: None", "{addresses: [10.244.2.5], nodeName: node-2, hostname: db-0, conditions: {ready: true}}"));
    }

    @Test
    void endpointsThatAreNotReadyAreMarkedUnlessPublished() {
        String unready = "{addresses: [10.244.1.5], conditions: {ready: false}}";

        assertEquals(false, endpoints("clusterIP: 10.96.0.20, ports: [{name: sql, port: 3306}]", unready).getFirst().ready());
        assertEquals(true, endpoints("clusterIP: 10.96.0.20, publishNotReadyAddresses: true, ports: [{name: sql, port: 3306}]", unready).getFirst().ready());
    }

    @Test
    void endpointsThatServeWhileTheyEndAreMarked() {
        String all = """
                {addresses: [10.244.1.5], conditions: {ready: false, serving: true, terminating: true}}, \
                {addresses: [10.244.1.6], conditions: {ready: false, serving: false, terminating: true}}, {addresses: [10.244.1.7], conditions: {ready: true}}""";

        assertEquals(List.of(false, false, true),
                endpoints("clusterIP: 10.96.0.20, ports: [{name: sql, port: 3306}]", all).stream().map(Endpoint::ready).toList());
        assertEquals(List.of(true, false, false),
                endpoints("clusterIP: 10.96.0.20, ports: [{name: sql, port: 3306}]", all).stream().map(Endpoint::ending).toList());
    }

    @Test
    void externalNameHasNoAddress() {
        ServiceEntry entry = ServiceFeed.entry(service("type: ExternalName, externalName: db.example.org"), List.of(), "node-1");

        assertEquals(List.of(), entry.clusterIps());
        assertEquals("db.example.org", entry.externalName());
    }
}
