package dev.marina.agent.image;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;

/// Addresses out in the world: not this machine's, not of any private network, nodes of this platform among them.
final class PublicAddresses {

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        boolean special = address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        byte[] bytes = address.getAddress();
        boolean outside = address instanceof Inet4Address ? global4(bytes) : global6(bytes);
        return !special && outside && !ofThisMachine().contains(address);
    }

    /// Without "this network", 100.64.0.0/10 (carriers', and our nodes'), protocol and test networks, and all from 240.0.0.0.
    private static boolean global4(byte[] ip) {
        int first = ip[0] & 0xFF;
        int second = ip[1] & 0xFF;
        int third = ip[2] & 0xFF;
        return first != 0 && first < 224 && !(first == 100 && second >= 64 && second < 128) && !(first == 198 && (second == 18 || second == 19))
                && !(first == 192 && second == 0 && (third == 0 || third == 2)) && !(first == 198 && second == 51 && third == 100)
                && !(first == 203 && second == 0 && third == 113);
    }

    /// Global unicast, without those that carry an IPv4 address inside (6to4, Teredo), and documentation.
    private static boolean global6(byte[] ip) {
        boolean unicast = (ip[0] & 0xE0) == 0x20;
        int first = (ip[0] & 0xFF) << 8 | ip[1] & 0xFF;
        int second = (ip[2] & 0xFF) << 8 | ip[3] & 0xFF;
        return unicast && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0x0db8));
    }

    private static Set<InetAddress> ofThisMachine() {
        try {
            return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).collect(Collectors.toSet());
        } catch (SocketException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
