package dev.marina.apiserver.webhook;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which addresses a tenant may have the control plane call: public ones, and none of this machine. A name is resolved once, and
/// what it resolved to is what is called, so that it cannot mean something else in between.
public final class PublicAddresses {

    /// Ranges that are nobody's on the internet. https://www.iana.org/assignments/iana-ipv4-special-registry and …ipv6…
    private static final List<Range> RESERVED = List.of(
            Range.of("0.0.0.0", 8), Range.of("10.0.0.0", 8), Range.of("100.64.0.0", 10), Range.of("127.0.0.0", 8), Range.of("169.254.0.0", 16),
            Range.of("172.16.0.0", 12), Range.of("192.0.0.0", 24), Range.of("192.0.2.0", 24), Range.of("192.88.99.0", 24), Range.of("192.168.0.0", 16),
            Range.of("198.18.0.0", 15), Range.of("198.51.100.0", 24), Range.of("203.0.113.0", 24), Range.of("224.0.0.0", 4), Range.of("240.0.0.0", 4));

    /// What is assigned to the internet at all, and, within that, other families in disguise.
    private static final Range GLOBAL_6 = Range.of("2000::", 3);
    private static final List<Range> RESERVED_6 = List.of(Range.of("2001::", 23), Range.of("2001:db8::", 32), Range.of("2002::", 16), Range.of("3fff::", 20));

    private PublicAddresses() {}

    private record Range(byte[] prefix, int bits) {
        static Range of(String address, int bits) {
            return new Range(InetAddress.ofLiteral(address).getAddress(), bits);
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
                return false;
            }
            int mask = 0xff00 >> bits % 8 & 0xff;
            return bits % 8 == 0 || (address[whole] & mask) == (prefix[whole] & mask);
        }
    }

    /// Those of a host that may be called; throws if there is none.
    ///
    /// @param own the platform's own name, by which nobody comes back in
    public static List<InetAddress> of(String host, String own) throws IOException {
        List<InetAddress> platform = resolved(own);
        List<InetAddress> allowed = new ArrayList<>();
        List<InetAddress> found = resolved(host);
        if (found.isEmpty()) {
            throw new IOException("lookup %s: no such host".formatted(host));
        }
        for (InetAddress address : found) {
            if (reachable(address) && !platform.contains(address) && NetworkInterface.getByInetAddress(address) == null) {
                allowed.add(address);
            }
        }
        if (allowed.isEmpty()) {
            throw new IOException("%s has no public address; a webhook in the cluster is named by its service".formatted(host));
        }
        return allowed;
    }

    private static List<InetAddress> resolved(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    static boolean reachable(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            return GLOBAL_6.contains(bytes) && RESERVED_6.stream().noneMatch(range -> range.contains(bytes));
        }
        return RESERVED.stream().noneMatch(range -> range.contains(bytes));
    }
}
