package dev.marina.net.service;

/// One address behind a Service's port.
///
/// @param ready whether traffic and names may lead here (with `publishNotReadyAddresses` always)
/// @param ending whether it still serves while it ends: traffic may lead here where nobody is ready
/// @param local whether it runs on this node
/// @param hostname the endpoint's own name under a headless Service; null or empty for none
/// @param podName null or empty for none
public record Endpoint(String ip, int port, boolean ready, boolean ending, boolean local, String hostname, String podName) {}
