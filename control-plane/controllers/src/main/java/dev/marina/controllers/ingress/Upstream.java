package dev.marina.controllers.ingress;

import java.util.List;

/// The pods behind one port of a Service, as nginx spreads requests over them.
///
/// @param balancing directive of nginx's by which one is chosen; empty for turns
/// @param servers address and port each; IPv6 in brackets
/// @param aside when one that fails is set aside, and for how long
record Upstream(String name, String balancing, List<String> servers, Aside aside) {

    /// @param failures in a row
    record Aside(int failures, int seconds) {
        static final Aside AT_ONCE = new Aside(1, 1);

        @Override
        public String toString() {
            return "max_fails=%d fail_timeout=%ds".formatted(failures, seconds);
        }
    }

    Upstream(String name, String balancing, List<String> servers) {
        this(name, balancing, servers, Aside.AT_ONCE);
    }

    /// @param variable of the value by whose hash a pod is chosen; empty for turns
    static Upstream sticky(String name, String variable, List<String> servers) {
        return new Upstream(name, variable.isEmpty() ? "" : "hash $%s consistent".formatted(variable), servers);
    }
}
