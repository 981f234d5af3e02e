package dev.marina.net.service;

import static dev.marina.net.service.Samples.ready;
import static dev.marina.net.service.Samples.service;
import static dev.marina.net.service.Samples.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.linux.Nftables.NftablesException;
import dev.marina.net.linux.RecordingNftables;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceRulesTest {

    private static final ServiceEntry WEB = service("web", "10.96.0.20", tcp("http", 80, 30080, ready("10.244.1.2", 8080)));
    private static final ServiceEntry DB = service("db", "10.96.0.21", tcp("sql", 3306, 0, ready("10.244.1.3", 3306)));

    private final ServiceSet known = new ServiceSet(List.of());
    private final RecordingNftables kernel = new RecordingNftables();
    private final ServiceRules rules = new ServiceRules(kernel, null, Ipv4.parse("100.64.0.1"), IpPrefix.parse("10.244.0.0/16"), Ipv4.parse("10.96.0.10"),
            Ipv4.parse("10.96.0.1"), Ipv4.parse("169.254.1.1"), 6443, () -> Set.of(Ipv4.parse("10.244.1.2")));

    @Test
    void theFirstUpdateAfterAStartReplacesWhatAnEarlierProcessLeft() {
        kernel.apply("table ip services");
        rules.prepare();
        assertEquals(1, kernel.applied().size());

        update(WEB);

        assertTrue(kernel.last().startsWith("table ip services\ndelete table ip services\n"));
    }

    @Test
    void laterUpdatesTouchWhatChangedOnly() {
        update(WEB, DB);

        update(WEB, service("db", "10.96.0.21", tcp("sql", 3306, 0, ready("10.244.1.4", 3306))));

        assertEquals("""
                delete element ip services ep1 { 10.96.0.21 . tcp . 3306 }
                add element ip services ep1 { 10.96.0.21 . tcp . 3306 : 10.244.1.4 . 3306 }
                """, kernel.last());
    }

    @Test
    void anUpdateWithoutAChangeAppliesNothing() {
        update(WEB, DB);
        update(DB, WEB);

        assertEquals(1, kernel.applied().size());
    }

    @Test
    void aNodePortThatTwoServicesClaimGoesOnWhenItsOwnerGoes() {
        ServiceEntry rival = service("web2", "10.96.0.22", tcp("http", 80, 30080, ready("10.244.1.9", 8080)));
        update(WEB, rival);

        update(rival);

        assertTrue(kernel.last().contains("100.64.0.1 . tcp . 30080 : 10.244.1.9 . 8080"));
        assertFalse(kernel.last().contains("10.244.1.2 . 8080"));
    }

    @Test
    void aServiceWithMoreEndpointsThanAnyBeforeIsAddedLikeAnyOther() {
        update(WEB);
        Endpoint[] many = java.util.stream.IntStream.range(2, 22).mapToObj(i -> ready("10.244.3." + i, 80)).toArray(Endpoint[]::new);

        update(WEB, service("big", "10.96.0.23", tcp("http", 80, 0, many)));

        assertFalse(kernel.last().contains("delete"));
        assertTrue(kernel.last().contains("add chain ip services c20\n"));
    }

    @Test
    void afterARefusalTheNextUpdateStartsAfresh() {
        update(WEB);
        kernel.refuse("10.96.0.21");
        assertThrows(NftablesException.class, () -> update(WEB, DB));
        kernel.refuse("");

        update(WEB, DB);

        assertTrue(kernel.last().startsWith("table ip services"));
        assertTrue(kernel.last().contains("10.96.0.21"));
    }

    @Test
    void nobodyTakesTheKubernetesService() {
        update(service("kubernetes", "10.96.0.1", tcp("https", 443, 0, ready("192.0.2.1", 443))));
        update();

        assertFalse(kernel.last().contains("delete element"));
    }

    private void update(ServiceEntry... services) {
        rules.update(known, known.replace(List.of(services)));
    }
}
