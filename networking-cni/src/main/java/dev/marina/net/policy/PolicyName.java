package dev.marina.net.policy;

/// Which NetworkPolicy of a cluster.
public record PolicyName(String namespace, String name) {}
