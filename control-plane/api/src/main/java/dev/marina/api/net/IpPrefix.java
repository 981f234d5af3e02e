package dev.marina.api.net;

import java.math.BigInteger;
import java.util.Optional;

/// A network: an address of which the first `length` bits count, and the others are kept as they were written.
public record IpPrefix(IpAddress address, int length) {

    public static Optional<IpPrefix> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.parse(text.substring(0, slash)).filter(address -> length <= address.width()).map(address -> new IpPrefix(address, length));
    }

    public static IpPrefix require(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("\"%s\" is no network".formatted(text)));
    }

    /// The first address.
    public IpAddress first() {
        return new IpAddress(bits(address).shiftLeft(address.width() - length), address.six());
    }

    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(address.width() - length);
    }

    public boolean contains(IpAddress other) {
        return other.six() == address.six() && bits(other).equals(bits(address));
    }

    public boolean contains(IpPrefix other) {
        return other.length >= length && contains(other.address);
    }

    private BigInteger bits(IpAddress of) {
        return of.number().shiftRight(of.width() - length);
    }

    /// In its one canonical form, with zeros behind its length.
    public IpPrefix masked() {
        return new IpPrefix(first(), length);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
