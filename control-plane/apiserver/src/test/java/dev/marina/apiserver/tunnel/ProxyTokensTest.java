package dev.marina.apiserver.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.marina.api.ClusterId;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxyTokensTest {

    private static final ProxyTokens TOKENS = new ProxyTokens(new byte[] {1, 2, 3});
    private static final ClusterId CLUSTER = new ClusterId("0123456789abcdef");

    @Test
    void anAddressLeadsBackToClusterAndMachine() {
        assertEquals(Optional.of(new ProxyTokens.Named(CLUSTER, ProxyTokens.machineHash("m1"))), TOKENS.read(TOKENS.address(CLUSTER, "m1")));
    }

    @Test
    void anotherKeyMakesOtherAddresses() {
        assertNotEquals(TOKENS.address(CLUSTER, "m1"), new ProxyTokens(new byte[] {9}).address(CLUSTER, "m1"));
    }

    @Test
    void anAddressOfFourBytesNamesNothing() throws Exception {
        assertEquals(Optional.empty(), TOKENS.read(InetAddress.getByName("10.0.0.1")));
    }
}
