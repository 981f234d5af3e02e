package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderTest {

    @ParameterizedTest
    @CsvSource({"192.0.2.7, 192.0.2.7", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:ffff::1", "2001:db8::1, 2001:db8:0:0:9::", "::1, ::2", "fe80::1%eth0, fe80::2"})
    void oneNetworkIsOneSender(String one, String other) {
        assertEquals(Sender.network(one), Sender.network(other));
    }

    @Test
    void otherNetworksAreOthers() {
        assertNotEquals(Sender.network("192.0.2.7"), Sender.network("192.0.2.8"));
        assertNotEquals(Sender.network("2001:db8:1:2::1"), Sender.network("2001:db8:1:3::1"));
    }

    @Test
    void theTenantOfAnActIsInItsPath() {
        assertEquals("acme", AuditFilter.tenant("v1/tenants/acme/clusters").orElseThrow());
        assertEquals("acme", AuditFilter.tenant("/v1/tenants/acme").orElseThrow());
        assertEquals(true, AuditFilter.tenant("v1/tenants").isEmpty() && AuditFilter.tenant("v1/signup").isEmpty());
    }
}
