package dev.marina.apiserver.structural;

/// Addresses as Go's net package reads them; no name is ever looked up.
final class Addresses {

    private Addresses() {}

    static boolean v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits = !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || part.length() > 1 && part.startsWith("0") || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    static boolean v6(String text) {
        int compressed = text.indexOf("::");
        if (compressed != text.lastIndexOf("::") || text.contains(":::")) {
            return false;
        }
        String[] halves = compressed < 0 ? new String[] {text} : new String[] {text.substring(0, compressed), text.substring(compressed + 2)};
        int groups = 0;
        for (int i = 0; i < halves.length; i++) {
            int counted = groups(halves[i], i == halves.length - 1);
            if (counted < 0) {
                return false;
            }
            groups += counted;
        }
        return compressed < 0 ? groups == 8 : groups <= 7;
    }

    /// How many groups of sixteen bits; below zero for what is none.
    private static int groups(String half, boolean last) {
        if (half.isEmpty()) {
            return 0;
        }
        String[] parts = half.split(":", -1);
        int groups = 0;
        for (int i = 0; i < parts.length; i++) {
            if (last && i == parts.length - 1 && parts[i].contains(".")) {
                return v4(parts[i]) ? groups + 2 : -1;
            }
            boolean hex = !parts[i].isEmpty() && parts[i].length() <= 4 && parts[i].chars().allMatch(c -> Character.digit(c, 16) >= 0);
            if (!hex) {
                return -1;
            }
            groups++;
        }
        return groups;
    }

    static boolean cidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String bits = text.substring(slash + 1);
        if (bits.isEmpty() || bits.length() > 3 || !bits.chars().allMatch(c -> c >= '0' && c <= '9') || bits.length() > 1 && bits.startsWith("0")) {
            return false;
        }
        String address = text.substring(0, slash);
        return v4(address) && Integer.parseInt(bits) <= 32 || v6(address) && Integer.parseInt(bits) <= 128;
    }
}
