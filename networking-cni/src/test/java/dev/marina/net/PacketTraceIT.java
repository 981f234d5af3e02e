package dev.marina.net;

import static dev.marina.net.policy.Samples.ingress;
import static dev.marina.net.policy.Samples.labelled;
import static dev.marina.net.policy.Samples.pod;
import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.Traced.Station;
import dev.marina.net.cni.PodIdentity;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.policy.PolicyEntry;
import dev.marina.net.policy.Selector;
import dev.marina.net.service.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Packets of a pod, followed and tried through the kernel, beside another tenant with the same addresses. Needs root.
@EnabledIf(value = "dev.marina.net.World#root", disabledReason = "needs root: makes network namespaces")
class PacketTraceIT {

    private static final PodIdentity CLIENT = new PodIdentity("red", "client");
    private static final PodIdentity WEB = new PodIdentity("red", "web");
    private static final List<PodEntry> PODS = List.of(pod("client", "red", "client", "node-1", "10.244.1.2"),
            pod("web", "red", "web", "node-1", "10.244.1.3"));

    private World world;
    private NodeNetwork acme;
    private NodeNetwork beta;
    private World.Pod client;

    @BeforeEach
    void twoTenants() {
        world = new World("nit", List.of());
        acme = world.cluster("acme", 101, "100.64.0.1", "100.64.0.2").getFirst();
        beta = world.cluster("beta", 102, "100.64.0.3", "100.64.0.4").getFirst();
        policies();
        client = world.pod("acme+node-1", CLIENT);
        World.Pod web = world.pod("acme+node-1", WEB);
        world.serve(web.netns(), 8080, "web");
        acme.services(List.of(
                service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.3", 8080), new Endpoint("10.244.2.9", 8080, false, false, false, "", "old"))),
                service("empty", "10.96.0.21", tcp("http", 80, 0))));
        beta.services(List.of(service("secret", "10.96.0.30", tcp("http", 80, 0, ready("10.244.1.3", 8080)))));
    }

    private void policies(PolicyEntry... policies) {
        PolicyChange change = PolicyChange.everything(PODS, Map.of("red", Map.of(), "kube-system", Map.of()), List.of(policies));
        acme.policies(change);
        beta.policies(PolicyChange.everything(List.of(), Map.of(), List.of()));
    }

    @AfterEach
    void gone() {
        world.close();
    }

    private Traced trace(String to, int port) {
        return acme.trace(new Traced.Question("default", client.address().toString(), Optional.of(client.netns().path()), to, port, "tcp"));
    }

    private static <S extends Station> S station(Traced traced, Class<S> type) {
        return traced.stations().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow(() -> new AssertionError(traced.toString()));
    }

    @Test
    void aServiceIsFollowedByItsNameToTheEndpointAndTheProbeArrives() {
        Traced traced = trace("web", 80);
        assertEquals("Arrives", traced.verdict(), traced::toString);
        Station.Name name = station(traced, Station.Name.class);
        assertEquals(List.of("web.default.svc.cluster.local.", "NOERROR", "[10.96.0.20]"), List.of(name.asked(), name.code(), name.addresses().toString()));
        Station.Service led = station(traced, Station.Service.class);
        assertEquals("Led", led.outcome());
        assertEquals(List.of(true, false), led.candidates().stream().map(Traced.Candidate::chosen).toList());
        assertEquals("NotReady", led.candidates().getLast().why());
        assertEquals(List.of("pod", "node node-1", "rewritten to 10.244.1.3:8080", "pod 10.244.1.3"), station(traced, Station.Hops.class).hops());
        assertEquals("Connected", station(traced, Station.Probe.class).outcome());
    }

    @Test
    void whyItDoesNotArriveIsNamed() {
        assertEquals("NoName", trace("nobody", 80).verdict());
        assertEquals("NoEndpoints", trace("empty", 80).verdict());
        assertEquals("NoSuchPort", trace("web", 81).verdict());
        assertEquals("Refused", trace("10.244.1.3", 9).verdict());
        policies(ingress("red", "closed", labelled("app", "web")));
        Traced denied = trace("web", 80);
        assertEquals("IngressDenied", denied.verdict(), denied::toString);
        assertTrue(denied.stations().stream().anyMatch(station -> station instanceof Station.Policies told && told.into() && !told.allowed()
                && told.policies().equals(List.of(new Traced.Isolating("red", "closed", false)))), denied::toString);
        acme.switchOff(Set.of(NodePart.DNS));
        assertEquals("NoNameServer", trace("web", 80).verdict());
    }

    @Test
    void anotherTenantsNamesAndAddressesAreNotFoundAndNotReached() {
        assertEquals("NoName", trace("secret", 80).verdict());
        Traced traced = trace("10.96.0.30", 80);
        assertFalse(traced.verdict().equals("Arrives"), traced::toString);
        assertTrue(traced.stations().stream().noneMatch(Station.Service.class::isInstance), traced::toString);
        // the other tenant's node is an address beyond what a pod reaches
        assertFalse(trace("100.64.0.3", 22).verdict().equals("Arrives"));
        policies(ingress("red", "closed", Selector.EVERYTHING));
    }
}
