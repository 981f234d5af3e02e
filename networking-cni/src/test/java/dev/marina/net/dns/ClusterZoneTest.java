package dev.marina.net.dns;

import static dev.marina.net.service.Samples.headless;
import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import dev.marina.net.service.ServiceSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Names while Services come and go.
class ClusterZoneTest {

    private static final ServiceEntry WEB = service("web", "10.96.0.20", tcp("http", 80, 0, ready("10.244.1.2", 80)));
    private static final ServiceEntry PODS = headless("pods", tcp("http", 80, 0, ready("10.244.1.2", 80), ready("10.244.1.3", 80)));
    private static final ServiceEntry MORE = headless("more", tcp("http", 80, 0, ready("10.244.1.2", 80)));

    private final ServiceSet services = new ServiceSet(List.of(WEB, PODS, MORE));
    private final ClusterZone zone = new ClusterZone(services, List.of(IpPrefix.parse("10.96.0.0/16")), Ipv4.parse("10.96.0.10"));

    private void change(List<ServiceEntry> present, ServiceName... gone) {
        zone.update(services.change(present, List.of(gone)));
    }

    private ClusterZone.Answer find(String name, int type) throws Exception {
        return zone.find(Name.fromString(name), type);
    }

    private Set<String> found(String name, int type) throws Exception {
        return assertInstanceOf(ClusterZone.Answer.Found.class, find(name, type)).answers().stream().map(Record::rdataToString).collect(Collectors.toSet());
    }

    @Test
    void anAddressHasTheNamesOfAllServicesThatHaveItNow() throws Exception {
        assertEquals(Set.of("10-244-1-2.pods.default.svc.cluster.local.", "10-244-1-2.more.default.svc.cluster.local."),
                found("2.1.244.10.in-addr.arpa.", Type.PTR));

        change(List.of(headless("pods", tcp("http", 80, 0, ready("10.244.1.3", 80), ready("10.244.1.4", 80)))));

        assertEquals(Set.of("10-244-1-2.more.default.svc.cluster.local."), found("2.1.244.10.in-addr.arpa.", Type.PTR));
        assertEquals(Set.of("10-244-1-4.pods.default.svc.cluster.local."), found("4.1.244.10.in-addr.arpa.", Type.PTR));
    }

    @Test
    void aServiceThatWentHasNoNameNorAddress() throws Exception {
        assertEquals(Set.of("web.default.svc.cluster.local."), found("20.0.96.10.in-addr.arpa.", Type.PTR));

        change(List.of(), WEB.id());

        assertInstanceOf(ClusterZone.Answer.NoName.class, find("web.default.svc.cluster.local.", Type.A));
        assertInstanceOf(ClusterZone.Answer.NoName.class, find("20.0.96.10.in-addr.arpa.", Type.PTR));
    }

    @Test
    void aNamespaceIsKnownAsLongAsItHasServices() throws Exception {
        ServiceEntry one = new ServiceEntry("shop", "one", List.of("10.96.0.30"), false, null, "None", 0, false, false, List.of());
        ServiceEntry two = new ServiceEntry("shop", "two", List.of("10.96.0.31"), false, null, "None", 0, false, false, List.of());
        change(List.of(one, two));
        change(List.of(), one.id());
        assertInstanceOf(ClusterZone.Answer.NoData.class, find("shop.svc.cluster.local.", Type.A));

        change(List.of(), two.id());

        assertInstanceOf(ClusterZone.Answer.NoName.class, find("shop.svc.cluster.local.", Type.A));
        assertInstanceOf(ClusterZone.Answer.NoData.class, find("default.svc.cluster.local.", Type.A));
    }
}
