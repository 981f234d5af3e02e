package dev.marina.apiserver.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.marina.apiserver.structural.Formats;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// `ip('10.0.0.1')` and `cidr('10.0.0.0/8')`; no name is looked up. apiserver's pkg/cel/library/ip.go and cidr.go
final class AddressFunctions {

    private static final CelType IP = OpaqueType.create("net.IP");
    private static final CelType CIDR = OpaqueType.create("net.CIDR");

    private AddressFunctions() {}

    private record Range(InetAddress address, int bits) {
        static Range of(String text) {
            if (!Formats.fits("cidr", text)) {
                throw new IllegalArgumentException("network address parse error during conversion from string: " + text);
            }
            int slash = text.indexOf('/');
            return new Range(AddressFunctions.ip(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(InetAddress other) {
            int width = address.getAddress().length * 8;
            return other.getAddress().length * 8 == width && number(other).shiftRight(width - bits).equals(number(address).shiftRight(width - bits));
        }

        boolean contains(Range other) {
            return other.bits >= bits && contains(other.address);
        }

        Range masked() {
            int width = address.getAddress().length * 8;
            byte[] bytes = address.getAddress();
            for (int bit = bits; bit < width; bit++) {
                bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
            }
            return new Range(AddressFunctions.address(bytes), bits);
        }

        private static BigInteger number(InetAddress address) {
            return new BigInteger(1, address.getAddress());
        }
    }

    static void addTo(KubernetesFunctions functions) {
        functions.global("isIP", SimpleType.BOOL, SimpleType.STRING, String.class, AddressFunctions::isIp);
        functions.global("ip", IP, SimpleType.STRING, String.class, AddressFunctions::ip);
        functions.member("family", SimpleType.INT, IP, InetAddress.class, ip -> ip.getAddress().length == 4 ? 4L : 6L);
        functions.member("isUnspecified", SimpleType.BOOL, IP, InetAddress.class, InetAddress::isAnyLocalAddress);
        functions.member("isLoopback", SimpleType.BOOL, IP, InetAddress.class, InetAddress::isLoopbackAddress);
        functions.member("isLinkLocalMulticast", SimpleType.BOOL, IP, InetAddress.class,
                ip -> ip.getAddress().length == 4 ? Arrays.equals(ip.getAddress(), 0, 3, new byte[] {(byte) 224, 0, 0}, 0, 3) : ip.isMCLinkLocal());
        functions.member("isLinkLocalUnicast", SimpleType.BOOL, IP, InetAddress.class, InetAddress::isLinkLocalAddress);
        functions.member("isGlobalUnicast", SimpleType.BOOL, IP, InetAddress.class, ip -> !ip.isAnyLocalAddress() && !ip.isLoopbackAddress()
                && !ip.isMulticastAddress() && !ip.isLinkLocalAddress() && !ip.getHostAddress().equals("255.255.255.255"));
        functions.global("isCIDR", SimpleType.BOOL, SimpleType.STRING, String.class, text -> Formats.fits("cidr", text));
        functions.global("cidr", CIDR, SimpleType.STRING, String.class, Range::of);
        functions.member("containsIP", SimpleType.BOOL, CIDR, Range.class, IP, InetAddress.class, Range::contains);
        functions.member("containsIP", SimpleType.BOOL, CIDR, Range.class, SimpleType.STRING, String.class, (range, text) -> range.contains(ip(text)));
        functions.member("containsCIDR", SimpleType.BOOL, CIDR, Range.class, CIDR, Range.class, Range::contains);
        functions.member("containsCIDR", SimpleType.BOOL, CIDR, Range.class, SimpleType.STRING, String.class, (range, text) -> range.contains(Range.of(text)));
        functions.member("ip", IP, CIDR, Range.class, Range::address);
        functions.member("prefixLength", SimpleType.INT, CIDR, Range.class, range -> (long) range.bits());
        functions.member("masked", CIDR, CIDR, Range.class, Range::masked);
    }

    private static boolean isIp(String text) {
        return Formats.fits("ipv4", text) || Formats.fits("ipv6", text);
    }

    /// A literal is never looked up.
    private static InetAddress ip(String text) {
        if (!isIp(text)) {
            throw new IllegalArgumentException("IP Address \"%s\" parse error during conversion from string".formatted(text));
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
