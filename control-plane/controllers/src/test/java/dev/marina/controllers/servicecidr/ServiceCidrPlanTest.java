package dev.marina.controllers.servicecidr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceCidrPlanTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final IPAddress USED = new IPAddressBuilder().withNewMetadata().withName("10.1.0.7").endMetadata().build();

    @Test
    void aNetworkIsReady() {
        ServiceCidrPlan.Keep keep = assertInstanceOf(ServiceCidrPlan.Keep.class, plan(cidr("more", "10.1.0.0/24", false), List.of()));
        assertEquals("True", keep.condition().getStatus());
        List<Condition> said = ServiceCidrPlan.with(List.of(), keep.condition());
        assertSame(said, ServiceCidrPlan.with(said, keep.condition()));
    }

    @Test
    void oneThatServicesNeedStaysAndSaysWhy() {
        ServiceCidrPlan.Keep keep = assertInstanceOf(ServiceCidrPlan.Keep.class, plan(cidr("more", "10.1.0.0/24", true), List.of()));
        assertEquals(List.of("False", "Terminating"), List.of(keep.condition().getStatus(), keep.condition().getReason()));
    }

    @Test
    void oneThatIsPartOfAnotherGoesAfterTheGrace() {
        List<ServiceCIDR> larger = List.of(cidr("larger", "10.0.0.0/8", false));
        assertInstanceOf(ServiceCidrPlan.Release.class, plan(cidr("more", "10.1.0.0/24", true), larger));
        ServiceCidrPlan early = ServiceCidrPlan.of(cidr("more", "10.1.0.0/24", true), larger, List.of(USED), NOON.minusSeconds(57));
        assertEquals(new ServiceCidrPlan.Wait(Duration.ofSeconds(7)), early);
    }

    @Test
    void oneWhoseAddressesAllLieInOthersGoes() {
        assertInstanceOf(ServiceCidrPlan.Release.class, plan(cidr("more", "10.1.0.0/16", true), List.of(cidr("smaller", "10.1.0.0/24", false))));
    }

    private static ServiceCidrPlan plan(ServiceCIDR cidr, List<ServiceCIDR> others) {
        return ServiceCidrPlan.of(cidr, others, List.of(USED), NOON);
    }

    private static ServiceCIDR cidr(String name, String network, boolean terminating) {
        return new ServiceCIDRBuilder().withNewMetadata().withName(name).withDeletionTimestamp(terminating ? NOON.minusSeconds(60).toString() : null)
                .endMetadata().withNewSpec().withCidrs(network).endSpec().build();
    }
}
