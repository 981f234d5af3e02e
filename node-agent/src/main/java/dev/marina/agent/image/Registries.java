package dev.marina.agent.image;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where images may be fetched from: anywhere in the world, and from the places that the operator has named, wherever they are.
///
/// @param named `host` or `host:port`
/// @param platform the platform's own registry, which is on this machine whatever its name means elsewhere
/// @param cache the platform's cache for other registries, likewise
public record Registries(List<String> named, Optional<PlatformRegistry> platform, Optional<RegistryCache> cache, Resolver resolver) {

    /// Names to addresses.
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    public Registries {
        named = List.copyOf(named);
    }

    Registries(List<String> named, Optional<PlatformRegistry> platform, Resolver resolver) {
        this(named, platform, Optional.empty(), resolver);
    }

    public static Registries of(List<String> named, Optional<PlatformRegistry> platform, Optional<RegistryCache> cache) {
        return new Registries(named, platform, cache, InetAddress::getAllByName);
    }

    /// The address to connect to, which has been checked, so that a name that changes its meaning meanwhile changes nothing. Empty
    /// for a place where nobody may go and for a name that means nothing, without a difference.
    Optional<InetSocketAddress> find(String host, int port) {
        if (platform.filter(own -> own.is(host, port)).isPresent()) {
            return platform.map(PlatformRegistry::address);
        }
        if (cache.filter(own -> own.is(host, port)).isPresent()) {
            return cache.map(RegistryCache::address);
        }
        boolean trusted = named.contains(host + ":" + port) || named.contains(host);
        try {
            return Arrays.stream(resolver.resolve(host)).filter(address -> trusted || PublicAddresses.contain(address)).findFirst()
                    .map(address -> new InetSocketAddress(address, port));
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }
}
