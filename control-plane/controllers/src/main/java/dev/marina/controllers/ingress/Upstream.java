package dev.marina.controllers.ingress;

import java.util.List;
import java.util.Optional;

/// The pods behind one port of a Service, as nginx spreads requests over them.
///
/// @param balancing directive of nginx's by which one is chosen; empty for turns
/// @param servers address and port each; IPv6 in brackets
/// @param aside when one that fails is set aside, and for how long
/// @param check how pods are asked beside that
record Upstream(String name, String balancing, List<String> servers, Aside aside, Optional<HealthCheck> check) {

    /// @param failures in a row
    record Aside(int failures, int seconds) {
        static final Aside AT_ONCE = new Aside(1, 1);

        @Override
        public String toString() {
            return "max_fails=%d fail_timeout=%ds".formatted(failures, seconds);
        }
    }

    Upstream(String name, String balancing, List<String> servers) {
        this(name, balancing, servers, Aside.AT_ONCE, Optional.empty());
    }

    /// In nginx's words. The mark behind a server is where who asks pods writes that one is down.
    List<String> lines() {
        return servers.stream().map(server -> "server %s %s;%s".formatted(server, aside, check.map(each -> " # check " + each.id(server)).orElse(""))).toList();
    }

    /// @param variable of the value by whose hash a pod is chosen; empty for turns
    static Upstream sticky(String name, String variable, List<String> servers) {
        return new Upstream(name, variable.isEmpty() ? "" : "hash $%s consistent".formatted(variable), servers);
    }
}
