package dev.marina.controllers.build;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Where images come from and go to.
///
/// @param registry the registry's name, as images begin with it
/// @param front `host:port` at which pods reach the platform's front, where the registry is
/// @param repositories where commands get packages from where a build says nothing: URLs by `maven`, `npm`, `python` and `proxy`
public record BuildPlace(String registry, String front, Map<String, String> repositories) {

    private static final Set<String> KINDS = Set.of("maven", "npm", "python", "proxy");
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._~/%+=-]*)?");

    /// @param text such as `maven=https://…,proxy=http://…`; "" for none
    public static Map<String, String> repositories(String text) {
        Map<String, String> repositories = new TreeMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length != 2 || !KINDS.contains(pair[0]) || !URL.matcher(pair[1]).matches()) {
                throw new IllegalArgumentException("build-repositories has '%s'; it must be one of %s, =, and a URL without user and password".formatted(part,
                        new TreeSet<>(KINDS)));
            }
            repositories.put(pair[0], pair[1]);
        }
        return Map.copyOf(repositories);
    }

    /// Whether the registry's name means each machine itself.
    public boolean loopback() {
        return host().equals("localhost") || host().startsWith("127.");
    }

    String host() {
        int colon = registry.lastIndexOf(':');
        return colon < 0 ? registry : registry.substring(0, colon);
    }
}
