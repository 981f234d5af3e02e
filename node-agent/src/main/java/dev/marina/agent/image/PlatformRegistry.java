package dev.marina.agent.image;

import java.net.InetSocketAddress;

/// The registry that belongs to this installation.
///
/// @param name as images name it: a host, and a port where it is not that of HTTPS
/// @param address of the front on this machine
public record PlatformRegistry(String name, InetSocketAddress address) {

    private static final int HTTPS = 443;

    /// @param address `host:port`
    public static PlatformRegistry of(String name, String address) {
        int colon = address.lastIndexOf(':');
        return new PlatformRegistry(name, new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    }

    boolean has(ImageReference image) {
        return image.registry().equals(name);
    }

    boolean is(String host, int port) {
        return host.equals(host()) && port == port();
    }

    String host() {
        int colon = name.lastIndexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    public int port() {
        int colon = name.lastIndexOf(':');
        return colon < 0 ? HTTPS : Integer.parseInt(name.substring(colon + 1));
    }

    /// Whether the engine takes the name for its own loopback, so that it asks no proxy.
    public boolean namedAsLoopback() {
        return host().equals("localhost") || host().startsWith("127.");
    }
}
