package dev.marina.controllers.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.controllers.application.ApplicationDomain.ClusterName;
import dev.marina.model.Application;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApplicationDomainTest {

    private static final ApplicationDomain DOMAIN = Applications.DOMAIN;

    @Test
    void theNameSaysTenantClusterAndNamespaceWhereTheyAreNotTheUsualOnes() {
        Application shop = Applications.of("shop", "{'image':'shop:1'}");
        assertEquals(Optional.of("shop.acme.apps.localhost"), DOMAIN.name(Applications.ACME, shop));
        assertEquals(Optional.of("shop.test.acme.apps.localhost"), DOMAIN.name(new ClusterName("acme", "test"), shop));
        shop.getMetadata().setNamespace("team");
        assertEquals(Optional.of("shop-team.acme.apps.localhost"), DOMAIN.name(Applications.ACME, shop));
        shop.getMetadata().setNamespace("t".repeat(63));
        assertEquals(Optional.empty(), DOMAIN.name(Applications.ACME, shop));
    }

    @Test
    void namesOfOtherTenantsAndClustersAreOthers() {
        assertTrue(DOMAIN.others(Applications.ACME, "shop.other.apps.localhost"));
        assertTrue(DOMAIN.others(Applications.ACME, "a.shop.acme.apps.localhost"), "that is a cluster named shop");
        assertTrue(DOMAIN.others(new ClusterName("acme", "test"), "shop.acme.apps.localhost"));
        assertFalse(DOMAIN.others(Applications.ACME, "shop.acme.apps.localhost"));
        assertFalse(DOMAIN.others(Applications.ACME, "shop.default.acme.apps.localhost"));
        assertFalse(DOMAIN.others(Applications.ACME, "notapps.localhost"));
    }

    @Test
    void thePortStandsInTheAddressUnlessItIsTheUsualOne() {
        assertEquals("https://shop.acme.apps.localhost:8443", DOMAIN.url("shop.acme.apps.localhost"));
        assertEquals("https://shop.example", new ApplicationDomain("example", 443).url("shop.example"));
    }
}
