package dev.marina.api.net;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IPv4 or IPv6 address. Texts are never looked up.
///
/// @param number its 32 or 128 bits
public record IpAddress(BigInteger number, boolean six) {

    private static final Pattern FOUR = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern SIX = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");

    /// Empty for what is no address, has leading zeros or is an IPv4 address in IPv6's clothes.
    public static Optional<IpAddress> parse(String text) {
        boolean six = SIX.matcher(text).matches();
        if (!six && !FOUR.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            return six == (bytes.length == 16) ? Optional.of(new IpAddress(new BigInteger(1, bytes), six)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public static IpAddress require(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("\"%s\" is no IP address".formatted(text)));
    }

    public int width() {
        return six ? 128 : 32;
    }

    public IpAddress plus(long count) {
        return new IpAddress(number.add(BigInteger.valueOf(count)), six);
    }

    /// In its one canonical form; of IPv6 that of RFC 5952.
    @Override
    public String toString() {
        if (!six) {
            int bits = number.intValue();
            return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 255, bits >>> 8 & 255, bits & 255);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = number.shiftRight(112 - 16 * i).intValue() & 0xFFFF;
        }
        Zeros longest = Zeros.longest(groups);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == longest.from) {
                text.append("::");
                i += longest.length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /// A run of groups that are zero, of which one of at least two is left out.
    private record Zeros(int from, int length) {
        static Zeros longest(int[] groups) {
            Zeros longest = new Zeros(-1, 1);
            for (int i = 0; i < 8; i++) {
                int end = i;
                while (end < 8 && groups[end] == 0) {
                    end++;
                }
                if (end - i > longest.length) {
                    longest = new Zeros(i, end - i);
                }
            }
            return longest;
        }
    }
}
