package dev.marina.net.service;

import static dev.marina.net.service.Samples.headless;
import static dev.marina.net.service.Samples.localOnly;
import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.sticky;
import static dev.marina.net.service.Samples.tcp;
import static dev.marina.net.service.Samples.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.service.ServicePlan.Shapes;
import dev.marina.net.service.ServiceTable.Frontend;
import dev.marina.net.service.ServiceTable.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServicePlanTest {

    private static final ServiceTable.Node NODE = new ServiceTable.Node(Ipv4.parse("100.64.0.1"), IpPrefix.parse("10.244.0.0/16"),
            Ipv4.parse("10.96.0.10"), Ipv4.parse("10.96.0.1"), new Target(Ipv4.parse("169.254.1.1"), 6443));
    private static final Shapes KNOWN = new Shapes(Set.of(1, 2), Set.of(), Set.of());
    private static final ServiceEntry WEB = service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.2", 8080)));
    private static final ServiceEntry WEB_OF_TWO = service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.2", 8080), ready("10.244.2.3", 8080)));

    @Test
    void theKubernetesServiceAlwaysLeadsToTheForwarder() {
        ServiceEntry claims = service("kubernetes", "10.96.0.1", tcp("https", 443, 0, ready("192.0.2.1", 443)));

        assertEquals(List.of(new Target(Ipv4.parse("169.254.1.1"), 6443)), targets(table(claims), "10.96.0.1", "tcp", 443));
        assertEquals(List.of(new Target(Ipv4.parse("169.254.1.1"), 6443)), targets(table(), "10.96.0.1", "tcp", 443));
    }

    @Test
    void theNameServersAddressIsNotTranslated() {
        ServiceTable table = table(service("kube-dns", "10.96.0.10", udp("dns", 53, ready("10.244.1.9", 53))));

        assertFalse(table.frontends().containsKey(new Frontend(Ipv4.parse("10.96.0.10"), "udp", 53)));
    }

    @Test
    void headlessServicesAndThoseWithoutReadyEndpointsHaveNoFrontend() {
        ServiceTable table = table(headless("db", tcp("sql", 3306, 0, ready("10.244.1.2", 3306))),
                service("empty", "10.96.0.21", tcp("http", 80, 30021)),
                service("starting", "10.96.0.22", tcp("http", 80, 0, new Endpoint("10.244.1.3", 80, false, false, false, null, null))));

        assertEquals(1, table.frontends().size());
    }

    @Test
    void whatIsLeftToAnotherProxyHasNoFrontend() {
        ServiceEntry web = service("web", "10.96.0.20", tcp("http", 80, 30080, ready("10.244.1.2", 8080)));

        assertEquals(3, table(web).frontends().size());
        assertEquals(1, table(Samples.leftToOthers(web)).frontends().size());
    }

    @Test
    void aLocalNodePortKeepsTheClientsAddressAndUsesPodsOfThisNodeOnly() {
        ServiceTable table = table(localOnly("web", "10.96.0.20", tcp("http", 80, 30080,
                new Endpoint("10.244.1.2", 8080, true, false, true, null, null), ready("10.244.2.3", 8080))));

        assertEquals(2, targets(table, "10.96.0.20", "tcp", 80).size());
        assertEquals(List.of(new Target(Ipv4.parse("10.244.1.2"), 8080)), targets(table, "100.64.0.1", "tcp", 30080));
        assertTrue(ServicePlan.change(ServiceTable.EMPTY, table, KNOWN).commands().contains("add element ip services keep_source { tcp . 30080 }"));
        assertEquals(2, table.frontends().get(new Frontend(Ipv4.parse("100.64.0.1"), "tcp", 30080)).inside().size());
    }

    @Test
    void endpointsThatEndServeWhereNobodyIsReadyAndForANodeAloneThatIsOnTheNode() {
        Endpoint endingHere = new Endpoint("10.244.1.2", 8080, false, true, true, null, null);
        Endpoint endingThere = new Endpoint("10.244.2.2", 8080, false, true, false, null, null);

        ServiceTable table = table(localOnly("web", "10.96.0.20", tcp("http", 80, 30080, endingHere, ready("10.244.2.3", 8080))),
                service("all", "10.96.0.21", tcp("http", 80, 0, endingHere, endingThere)));

        assertEquals(List.of(new Target(Ipv4.parse("10.244.2.3"), 8080)), targets(table, "10.96.0.20", "tcp", 80));
        assertEquals(List.of(new Target(Ipv4.parse("10.244.1.2"), 8080)), targets(table, "100.64.0.1", "tcp", 30080));
        assertEquals(2, targets(table, "10.96.0.21", "tcp", 80).size());
    }

    @Test
    void aNewServiceIsElementsOnly() {
        ServicePlan plan = ServicePlan.change(table(), table(WEB_OF_TWO), KNOWN);

        assertEquals("""
                add element ip services ep2 { 10.96.0.20 . tcp . 80 . 0 : 10.244.1.2 . 8080,
                10.96.0.20 . tcp . 80 . 1 : 10.244.2.3 . 8080 }
                add element ip services svc { 10.96.0.20 . tcp . 80 : goto c2 }
                """, plan.commands());
    }

    @Test
    void chainsAreMadeForTheNumbersOfTargetsInUseOnly() {
        ServicePlan first = ServicePlan.replace(table(WEB_OF_TWO), NODE, Set.of());
        assertEquals(new Shapes(Set.of(1, 2), Set.of(), Set.of()), first.shapes());
        assertFalse(first.commands().contains("chain ip services c3"));

        Endpoint[] fifty = java.util.stream.IntStream.range(0, 50).mapToObj(i -> ready("10.244.3." + i, 80)).toArray(Endpoint[]::new);
        ServicePlan grown = ServicePlan.change(table(), table(service("big", "10.96.0.23", tcp("http", 80, 0, fifty))), first.shapes());

        assertEquals(Set.of(1, 2, 50), grown.shapes().counts());
        assertTrue(grown.commands().startsWith("add map ip services ep50 "));
        assertFalse(grown.commands().contains("add chain ip services c2\n"));
    }

    @Test
    void aReplacedEndpointChangesItsOneElement() {
        ServiceEntry moved = service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.2", 8080), ready("10.244.2.4", 8080)));

        ServicePlan plan = ServicePlan.change(table(WEB_OF_TWO), table(moved), KNOWN);

        assertEquals("""
                delete element ip services ep2 { 10.96.0.20 . tcp . 80 . 1 }
                add element ip services ep2 { 10.96.0.20 . tcp . 80 . 1 : 10.244.2.4 . 8080 }
                """, plan.commands());
    }

    @Test
    void aServiceThatGrowsMovesToTheNextShape() {
        ServicePlan plan = ServicePlan.change(table(WEB), table(WEB_OF_TWO), KNOWN);

        assertEquals("""
                delete element ip services ep1 { 10.96.0.20 . tcp . 80 }
                delete element ip services svc { 10.96.0.20 . tcp . 80 }
                add element ip services ep2 { 10.96.0.20 . tcp . 80 . 0 : 10.244.1.2 . 8080,
                10.96.0.20 . tcp . 80 . 1 : 10.244.2.3 . 8080 }
                add element ip services svc { 10.96.0.20 . tcp . 80 : goto c2 }
                """, plan.commands());
    }

    @Test
    void nothingChangedIsNoCommand() {
        assertEquals("", ServicePlan.change(table(WEB), table(WEB), KNOWN).commands());
    }

    @Test
    void onlyChangedUdpFrontendsHaveStaleConnections() {
        ServiceEntry before = service("dns", "10.96.0.53", udp("dns", 53, ready("10.244.1.2", 53)), tcp("tcp", 53, 0, ready("10.244.1.2", 53)));
        ServiceEntry after = service("dns", "10.96.0.53", udp("dns", 53, ready("10.244.1.3", 53)), tcp("tcp", 53, 0, ready("10.244.1.3", 53)));

        ServicePlan plan = ServicePlan.change(table(before), table(after), KNOWN);

        assertEquals(Map.of(new Frontend(Ipv4.parse("10.96.0.53"), "udp", 53), Set.of(new Target(Ipv4.parse("10.244.1.3"), 53))), plan.stale());
    }

    @Test
    void stickyFrontendsKeepTheirMarkWhenOthersComeAndGo() {
        var port = tcp("http", 80, 0, ready("10.244.1.2", 80), ready("10.244.1.3", 80));
        ServiceTable first = ServiceTable.of(List.of(sticky("a", "10.96.0.30", 100, port), sticky("b", "10.96.0.31", 100, port)), NODE, ServiceTable.EMPTY);

        ServiceTable second = ServiceTable.of(List.of(sticky("b", "10.96.0.31", 100, port), sticky("c", "10.96.0.32", 100, port)), NODE, first);

        Frontend kept = new Frontend(Ipv4.parse("10.96.0.31"), "tcp", 80);
        assertEquals(first.frontends().get(kept).mark(), second.frontends().get(kept).mark());
        assertEquals(2, second.frontends().values().stream().mapToInt(ServiceTable.Backend::mark).filter(mark -> mark > 0).distinct().count());
    }

    @Test
    void replacingStartsFromNothingAndHasOneChainPerNumberOfEndpoints() {
        List<ServiceEntry> many = java.util.stream.IntStream.range(1, 200)
                .mapToObj(i -> service("s" + i, "10.96.1." + i, tcp("http", 80, 0, ready("10.244.1.2", 80), ready("10.244.1.3", 80)))).toList();

        String commands = ServicePlan.replace(ServiceTable.of(many, NODE, ServiceTable.EMPTY), NODE, Set.of(Ipv4.parse("10.244.1.2"))).commands();

        assertTrue(commands.startsWith("table ip services\ndelete table ip services\n"));
        assertEquals(2 * 2, commands.lines().filter(line -> line.startsWith("add chain")).count());
        assertTrue(commands.contains("add element ip services hairpin { 10.244.1.2 . 10.244.1.2 }"));
    }

    private static ServiceTable table(ServiceEntry... services) {
        return ServiceTable.of(List.of(services), NODE, ServiceTable.EMPTY);
    }

    private static List<Target> targets(ServiceTable table, String address, String protocol, int port) {
        return table.frontends().get(new Frontend(Ipv4.parse(address), protocol, port)).targets();
    }
}
