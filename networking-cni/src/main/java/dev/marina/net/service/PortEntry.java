package dev.marina.net.service;

import java.util.List;

/// One port of a Service. A headless Service without ports has one entry with port 0, which carries its endpoints.
///
/// @param name may be null or empty when it is the only one
/// @param protocol `TCP`, `UDP` or `SCTP`
/// @param nodePort 0 for none
public record PortEntry(String name, String protocol, int port, int nodePort, List<Endpoint> endpoints) {

    public PortEntry {
        endpoints = List.copyOf(endpoints);
    }
}
