package dev.marina.net.dns.corefile;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Names with addresses, said in the Corefile. https://coredns.io/plugins/hosts/
///
/// @param addresses by name in lower case with the dot at its end
/// @param names by address, in the order of the file; empty with `no_reverse`
/// @param fallthrough zones of which a name that is not here is asked for elsewhere; absent where there is none
public record Hosts(Map<String, List<InetAddress>> addresses, Map<InetAddress, List<String>> names, long ttl, Optional<List<String>> fallthrough) {}
