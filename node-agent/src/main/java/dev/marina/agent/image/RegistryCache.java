package dev.marina.agent.image;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// The platform's cache for images of other registries. What is pulled without a login goes through it; what a pod has a login for never does.
///
/// @param name by which the engine asks for it; without TLS, by the agent's proxy alone
/// @param address on this machine
/// @param registries whose images it has, as images name them
public record RegistryCache(String name, InetSocketAddress address, List<String> registries) {

    private static final int HTTP = 80;

    public RegistryCache {
        registries = List.copyOf(registries);
    }

    /// @param address `host:port`
    public static RegistryCache of(String name, String address, List<String> registries) {
        int colon = address.lastIndexOf(':');
        return new RegistryCache(name, new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))), registries);
    }

    /// The same image as it is named there; empty for one of another registry.
    Optional<ImageReference> find(ImageReference image) {
        return registries.contains(image.registry())
                ? Optional.of(new ImageReference(name, image.registry().replace(':', '_') + "/" + image.repository(), image.version()))
                : Optional.empty();
    }

    boolean is(String host, int port) {
        return host.equals(name) && port == HTTP;
    }
}
