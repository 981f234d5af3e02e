package dev.marina.controllers.loadbalancer;

import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Predicate;

/// The addresses that load balancers get.
record BalancerRange(IpPrefix network) {

    static final int MOST = 65_536;

    BalancerRange {
        if (network.address().six() || network.size().compareTo(BigInteger.valueOf(MOST)) > 0 || network.size().compareTo(BigInteger.TWO) < 0) {
            throw new IllegalArgumentException("load-balancer-range is %s; it must be an IPv4 network between /16 and /31".formatted(network));
        }
    }

    static BalancerRange of(String text) {
        return new BalancerRange(IpPrefix.parse(text).orElseThrow(
                () -> new IllegalArgumentException("load-balancer-range is '%s'; it must be a network such as 192.0.2.0/24".formatted(text))));
    }

    boolean contains(String address) {
        return IpAddress.parse(address).filter(network::contains).isPresent();
    }

    /// The first free one behind a place that `seed` chooses: an address that has just become free is seldom the next.
    Optional<String> free(int seed, Predicate<String> taken) {
        int size = network.size().intValueExact();
        int start = Math.floorMod(seed, size);
        for (int i = 0; i < size; i++) {
            String address = network.first().plus((start + i) % size).toString();
            if (!taken.test(address)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }
}
