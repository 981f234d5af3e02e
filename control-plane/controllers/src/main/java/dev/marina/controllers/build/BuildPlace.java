package dev.marina.controllers.build;

/// Where images come from and go to.
///
/// @param registry the registry's name, as images begin with it
/// @param front `host:port` at which pods reach the platform's front, where the registry is
public record BuildPlace(String registry, String front) {

    /// Whether the registry's name means each machine itself.
    boolean loopback() {
        return host().equals("localhost") || host().startsWith("127.");
    }

    String host() {
        int colon = registry.lastIndexOf(':');
        return colon < 0 ? registry : registry.substring(0, colon);
    }
}
