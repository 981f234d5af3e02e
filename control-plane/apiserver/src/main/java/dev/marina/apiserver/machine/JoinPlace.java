package dev.marina.apiserver.machine;

import java.util.Optional;

/// Where machines join, and what they must know.
///
/// @param address of the installation's own machine, at which the port of agents is open besides on loopback
/// @param nodeSubnet from which nodes get their addresses
/// @param registry how images name the platform's registry; empty: it has none
public record JoinPlace(String address, String nodeSubnet, Optional<String> registry) {

    public JoinPlace {
        if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            throw new IllegalArgumentException("agent-address is %s; it must be an IPv4 address at which other machines reach this one".formatted(address));
        }
    }
}
