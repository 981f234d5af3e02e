package dev.marina.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistriesTest {

    private static Registries named(String... named) {
        return new Registries(List.of(named), Optional.of(PlatformRegistry.of("marina.test", "127.0.0.1:8443")), InetAddress::getAllByName);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
            "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "fd00::64", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
            "2002:7f00:1::"})
    void nobodyGoesToTheMachineOrToPrivateNetworks(String address) {
        assertEquals(Optional.empty(), named().find(address, 443));
    }

    @Test
    void theMachinesOwnAddressesAreNoRegistries() throws SocketException {
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .forEach(own -> assertEquals(Optional.empty(), named().find(own.getHostAddress(), 443), own.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "100.128.0.1", "2600::1"})
    void theWorldIsOpen(String address) throws UnknownHostException {
        assertEquals(Optional.of(new InetSocketAddress(InetAddress.getByName(address), 5000)), named().find(address, 5000));
    }

    @Test
    void aNameIsConnectedToByTheAddressThatWasLookedAt() throws UnknownHostException {
        InetAddress inside = InetAddress.getByName("10.0.0.1");
        InetAddress outside = InetAddress.getByName("93.184.216.34");
        Registries both = new Registries(List.of(), Optional.empty(), _ -> new InetAddress[] {inside, outside});

        assertEquals(Optional.of(new InetSocketAddress(outside, 443)), both.find("registry.test", 443));
    }

    @Test
    void whatTheOperatorNamedMayBeAnywhere() throws UnknownHostException {
        assertEquals(Optional.of(new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 5000)), named("10.0.0.1:5000").find("10.0.0.1", 5000));
        assertEquals(Optional.empty(), named("10.0.0.1:5000").find("10.0.0.1", 2379));
    }

    @Test
    void theCacheIsOnThisMachineAtOnePortAndUnderItsNameAlone() {
        Registries registries = Registries.of(List.of(), Optional.empty(), Optional.of(RegistryCache.of("cache.invalid", "127.0.0.1:5001", List.of())));

        assertEquals(Optional.of(new InetSocketAddress("127.0.0.1", 5001)), registries.find("cache.invalid", 80));
        assertEquals(Optional.empty(), registries.find("cache.invalid", 443));
        assertEquals(Optional.empty(), registries.find("127.0.0.1", 5001));
    }
}
