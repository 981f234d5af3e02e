package dev.marina.net.ip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IPv4 address as a value that sorts, prints and encodes without looking anything up.
public record Ipv4(int bits) implements Comparable<Ipv4> {

    public static Ipv4 parse(String text) {
        int bits = 0;
        int start = 0;
        for (int part = 0; part < 4; part++) {
            int end = part == 3 ? text.length() : text.indexOf('.', start);
            if (end <= start || end - start > 3) {
                throw new IllegalArgumentException("not an IPv4 address: " + text);
            }
            int value = 0;
            for (int i = start; i < end; i++) {
                int digit = text.charAt(i) - '0';
                if (digit < 0 || digit > 9) {
                    throw new IllegalArgumentException("not an IPv4 address: " + text);
                }
                value = value * 10 + digit;
            }
            if (value > 255) {
                throw new IllegalArgumentException("not an IPv4 address: " + text);
            }
            bits = bits << 8 | value;
            start = end + 1;
        }
        return new Ipv4(bits);
    }

    public static boolean isIpv4(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    public Ipv4 plus(int offset) {
        return new Ipv4(bits + offset);
    }

    public byte[] bytes() {
        return new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    }

    /// Eight hexadecimal digits: short enough to name network interfaces after.
    public String hex() {
        return "%08x".formatted(bits);
    }

    public InetAddress toInetAddress() {
        try {
            return Inet4Address.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    public IpPrefix host() {
        return new IpPrefix(this, 32);
    }

    @Override
    public int compareTo(Ipv4 other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
    }
}
