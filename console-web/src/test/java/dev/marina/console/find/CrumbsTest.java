package dev.marina.console.find;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CrumbsTest {

    private static String of(String path) {
        return Crumbs.of(path).crumbs().stream().map(crumb -> crumb.text() + (crumb.href().isEmpty() ? "" : "(" + crumb.href() + ")"))
                .collect(Collectors.joining(" > "));
    }

    @Test
    void eachPageKnowsTheWayToIt() {
        String start = "clusters.title(/clusters) > acme(/clusters) > ";
        assertEquals(start + "web", of("clusters/acme/web"));
        assertEquals(start + "web(/clusters/acme/web) > kind.nodes", of("clusters/acme/web/k/core/v1/nodes"));
        assertEquals(start + "web(/clusters/acme/web) > kind.nodes(/clusters/acme/web/k/core/v1/nodes) > n1", of("clusters/acme/web/k/core/v1/nodes/-/n1"));
        assertEquals(
                start + "web(/clusters/acme/web) > kind.pods(/clusters/acme/web/k/core/v1/pods) > shop(/clusters/acme/web/k/core/v1/pods?namespace=shop) > a",
                of("clusters/acme/web/pods/shop/a"));
        assertEquals(start + "web(/clusters/acme/web) > crumb.create", of("clusters/acme/web/create"));
    }

    @Test
    void pagesThatAreNoClustersHaveNone() {
        assertEquals("", of(""));
        assertEquals("", of("clusters"));
        assertEquals("", of("tenants/acme/members"));
    }
}
