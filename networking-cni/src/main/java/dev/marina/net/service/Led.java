package dev.marina.net.service;

import dev.marina.net.ip.Ipv4;
import java.util.List;

/// What a node's rules do with packets to one address and port of a Service.
///
/// @param targets among which each new connection is led to one
/// @param sticky whether a client that has been led to one before is led to it again
/// @param masqueraded whether the target sees the node as the client
public record Led(List<Target> targets, boolean sticky, boolean masqueraded) {

    public record Target(Ipv4 address, int port) {}
}
