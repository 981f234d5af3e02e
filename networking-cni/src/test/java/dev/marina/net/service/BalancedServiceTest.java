package dev.marina.net.service;

import static dev.marina.net.service.Samples.balanced;
import static dev.marina.net.service.Samples.localOnly;
import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.sticky;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.RecordingNftables;
import dev.marina.net.service.ServicePlan.Shapes;
import dev.marina.net.service.ServiceTable.Frontend;
import dev.marina.net.service.ServiceTable.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Services of type LoadBalancer, in the tables of a node.
class BalancedServiceTest {

    private static final Ipv4 ADDRESS = Ipv4.parse("100.64.176.1");
    private static final ServiceTable.Node NODE = new ServiceTable.Node(Ipv4.parse("100.64.0.1"), IpPrefix.parse("10.244.0.0/16"),
            Ipv4.parse("10.96.0.10"), Ipv4.parse("10.96.0.1"), new Target(Ipv4.parse("169.254.1.1"), 6443)).with(Set.of(ADDRESS));
    private static final Endpoint HERE = new Endpoint("10.244.1.2", 8080, true, false, true, null, null);
    private static final Endpoint THERE = ready("10.244.2.3", 8080);

    private static ServiceTable table(ServiceEntry... services) {
        return ServiceTable.of(List.of(services), NODE, ServiceTable.EMPTY);
    }

    private static String commands(ServiceEntry... services) {
        return ServicePlan.change(ServiceTable.EMPTY, table(services), Shapes.NONE).commands();
    }

    @Test
    void aGrantedAddressLeadsWhereTheServiceDoesAndHidesItsClients() {
        String commands = commands(balanced(service("web", "10.96.0.20", tcp("http", 80, 0, HERE, THERE)), "100.64.176.1", 0));

        assertTrue(commands.contains("100.64.176.1 . tcp . 80 . 0 : 10.244.1.2 . 8080"), commands);
        assertTrue(commands.contains("add element ip services balanced { 100.64.176.1 . tcp . 80 }"), commands);
        assertFalse(commands.contains("guarded"), commands);
    }

    @Test
    void whatTheStatusNamesAndThePlatformHasNotGrantedLeadsNowhere() {
        for (String claimed : List.of("100.64.176.2", "8.8.8.8", "10.96.0.10", "127.0.0.1", "not-an-address", "::1")) {
            ServiceTable table = table(balanced(service("web", "10.96.0.20", tcp("http", 80, 0, HERE)), claimed, 0));

            assertEquals(Set.of("10.96.0.1", "10.96.0.20"),
                    table.frontends().keySet().stream().map(frontend -> frontend.address().toString()).collect(java.util.stream.Collectors.toSet()), claimed);
        }
    }

    @Test
    void whoStaysOnTheNodeKeepsClientsAndLeadsThoseOfTheClusterToAll() {
        ServiceEntry web = balanced(localOnly("web", "10.96.0.20", tcp("http", 80, 0, HERE, THERE)), "100.64.176.1", 30999);
        ServiceTable.Backend backend = table(web).frontends().get(new Frontend(ADDRESS, "tcp", 80));

        assertEquals(List.of(new Target(Ipv4.parse("10.244.1.2"), 8080)), backend.targets());
        assertEquals(2, backend.inside().size());
        assertFalse(commands(web).contains("services balanced"));
        assertTrue(commands(web).contains("add element ip services inside { 100.64.176.1 . tcp . 80 : goto i2 }"), commands(web));
    }

    @Test
    void sourceRangesAreMergedAndWhatIsNoNetworkOpensNothing() {
        assertEquals(List.of("10.0.0.0-10.255.255.255", "192.0.2.1"), SourceRanges.of(List.of(" 10.1.0.0/16", "10.0.0.0/8", "192.0.2.1/32")).ranges());
        assertEquals(List.of("10.0.0.0-10.0.1.255"), SourceRanges.of(List.of("10.0.1.0/24", "10.0.0.0/24")).ranges());
        assertEquals(List.of("0.0.0.0-255.255.255.255"), SourceRanges.of(List.of("0.0.0.0/0", "10.0.0.0/8")).ranges());
        assertEquals(List.of(), SourceRanges.of(List.of("2001:db8::/32", "10.0.0.1", "10.0.0.0/99", "1/1 } ; flush ruleset", "999.1.1.1/8")).ranges());
    }

    @Test
    void moreSourceRangesThanThereIsPlaceForLetNobodyIn() {
        List<String> many = IntStream.range(0, SourceRanges.MOST + 1).mapToObj(i -> "10.%d.%d.0/32".formatted(i / 256, i % 256)).toList();

        assertEquals(SourceRanges.MOST, SourceRanges.of(many.subList(1, many.size())).ranges().size());
        assertEquals(List.of(), SourceRanges.of(many).ranges());
        String commands = commands(balanced(service("web", "10.96.0.20", tcp("http", 80, 0, HERE)), "100.64.176.1", 0, many.toArray(String[]::new)));
        assertTrue(commands.contains("add element ip services guarded { 100.64.176.1 . tcp . 80 }"), commands);
        assertFalse(commands.contains("allowed"), commands);
    }

    @Test
    void aChangedSourceRangeIsAChangeOfElements() {
        ServiceEntry web = service("web", "10.96.0.20", tcp("http", 80, 0, HERE));

        String commands = ServicePlan.change(table(balanced(web, "100.64.176.1", 0, "10.0.0.0/8")), table(balanced(web, "100.64.176.1", 0, "192.0.2.1/32")),
                new Shapes(Set.of(1), Set.of(), Set.of())).commands();

        assertEquals("""
                delete element ip services allowed { 100.64.176.1 . tcp . 80 . 10.0.0.0-10.255.255.255 }
                add element ip services allowed { 100.64.176.1 . tcp . 80 . 192.0.2.1 }
                """, commands);
    }

    @Test
    void clientsStickAtTheAddressToo() {
        ServiceTable.Backend backend = table(balanced(sticky("web", "10.96.0.20", 60, tcp("http", 80, 0, HERE, THERE)), "100.64.176.1", 0)).frontends()
                .get(new Frontend(ADDRESS, "tcp", 80));

        assertTrue(backend.mark() > 0);
        assertEquals(1, backend.packetMark() & 1);
    }

    @Test
    void anAddressThatIsGrantedLaterAndTakenAwayAgainIsAChangeOfElements() {
        RecordingNftables kernel = new RecordingNftables();
        ServiceSet known = new ServiceSet(List.of());
        ServiceRules rules = new ServiceRules(kernel, null, Ipv4.parse("100.64.0.1"), IpPrefix.parse("10.244.0.0/16"), Ipv4.parse("10.96.0.10"),
                Ipv4.parse("10.96.0.1"), Ipv4.parse("169.254.1.1"), 6443, Set::of);
        ServiceEntry web = balanced(service("web", "10.96.0.20", tcp("http", 80, 0, HERE)), "100.64.176.1", 0);
        rules.update(known, known.replace(List.of(web)));
        assertFalse(kernel.last().contains("100.64.176.1"));

        rules.grant(Set.of(ADDRESS), known, List.of(web));
        assertTrue(kernel.last().contains("add element ip services svc { 100.64.176.1 . tcp . 80 : goto c1 }"), kernel.last());
        assertFalse(kernel.last().contains("delete table"));

        rules.grant(Set.of(), known, List.of(web));
        assertTrue(kernel.last().contains("delete element ip services svc { 100.64.176.1 . tcp . 80 }"), kernel.last());
    }
}
