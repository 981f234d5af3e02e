package dev.marina.controllers.ingress;

import java.util.List;

/// The pods behind one port of a Service, as nginx spreads requests over them.
///
/// @param stickyVariable of the value by whose hash a pod is chosen; empty for turns
/// @param servers address and port each; IPv6 in brackets
record Upstream(String name, String stickyVariable, List<String> servers) {}
