package dev.marina.builds;

import java.util.List;

/// A pattern of paths, as Dockerfiles have them: `*` and `?` within a name, `**` for any number of directories. However it is written, it takes no longer
/// than pattern times path.
///
/// @param names of the pattern, one a directory
record Glob(List<String> names) {

    private static final String ANY = "**";

    static Glob of(String pattern) {
        return new Glob(List.of(pattern.replaceFirst("^(\\./|/)+", "").replaceFirst("/+$", "").split("/+")));
    }

    boolean fits(String path) {
        String[] parts = path.split("/");
        // reached[i]: the names so far fit the first i parts.
        boolean[] reached = new boolean[parts.length + 1];
        reached[0] = true;
        for (String name : names) {
            boolean[] next = new boolean[parts.length + 1];
            for (int i = 0; i <= parts.length; i++) {
                next[i] = name.equals(ANY) ? reached[i] || i > 0 && next[i - 1] : i > 0 && reached[i - 1] && name(name, parts[i - 1]);
            }
            reached = next;
        }
        return reached[parts.length];
    }

    private static boolean name(String pattern, String name) {
        int star = -1;
        int retry = 0;
        int p = 0;
        int n = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        return pattern.substring(p).chars().allMatch(c -> c == '*');
    }
}
