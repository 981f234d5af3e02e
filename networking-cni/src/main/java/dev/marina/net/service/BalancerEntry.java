package dev.marina.net.service;

import java.util.List;

/// How a Service of type LoadBalancer is reached from outside its cluster.
///
/// @param addresses that its status names; whoever may write there may write anything, so that only those count that the platform has
///     granted to the cluster
/// @param sources networks from which clients may come (`loadBalancerSourceRanges`); empty for all
/// @param healthPort at which a node says whether it has endpoints of its own (`healthCheckNodePort`); 0 for none
public record BalancerEntry(List<String> addresses, List<String> sources, int healthPort) {

    public static final BalancerEntry NONE = new BalancerEntry(List.of(), List.of(), 0);

    public BalancerEntry {
        addresses = List.copyOf(addresses);
        sources = List.copyOf(sources);
    }
}
