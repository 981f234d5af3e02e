package dev.marina.net.ip;

/// An IPv4 address with a prefix length, such as `10.244.1.0/24`. The host bits are kept.
public record IpPrefix(Ipv4 address, int length) {

    public IpPrefix {
        if (length < 0 || length > 32) {
            throw new IllegalArgumentException("prefix length %d; it must be 0 to 32".formatted(length));
        }
    }

    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not an address prefix: " + text);
        }
        return new IpPrefix(Ipv4.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(Ipv4 other) {
        return (address.bits() & mask()) == (other.bits() & mask());
    }

    public boolean overlaps(IpPrefix other) {
        return length <= other.length ? contains(other.address) : other.contains(address);
    }

    public Ipv4 first() {
        return new Ipv4(address.bits() & mask());
    }

    public Ipv4 last() {
        return new Ipv4(address.bits() | ~mask());
    }

    private int mask() {
        return length == 0 ? 0 : -1 << 32 - length;
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
