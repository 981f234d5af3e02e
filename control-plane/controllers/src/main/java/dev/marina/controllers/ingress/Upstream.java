package dev.marina.controllers.ingress;

import java.util.List;

/// The pods behind one port of a Service, as nginx spreads requests over them.
///
/// @param balancing directive of nginx's by which one is chosen; empty for turns
/// @param servers address and port each; IPv6 in brackets
record Upstream(String name, String balancing, List<String> servers) {

    /// @param variable of the value by whose hash a pod is chosen; empty for turns
    static Upstream sticky(String name, String variable, List<String> servers) {
        return new Upstream(name, variable.isEmpty() ? "" : "hash $%s consistent".formatted(variable), servers);
    }
}
