package dev.marina.net.service;

/// Which Service of a cluster.
public record ServiceName(String namespace, String name) {}
