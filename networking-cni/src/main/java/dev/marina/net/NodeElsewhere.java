package dev.marina.net;

import dev.marina.net.ip.Ipv4;
import java.util.List;

/// A node on another machine, to which this machine leads who comes from outside.
///
/// @param address the node's own
/// @param machine at which other machines reach the one that it is on
/// @param answers addresses of LoadBalancer Services at which it can answer
public record NodeElsewhere(String clusterId, String address, String machine, List<String> answers) {

    public NodeElsewhere {
        answers = List.copyOf(answers);
        Ipv4.parse(address);
        Ipv4.parse(machine);
        answers.forEach(Ipv4::parse);
    }

    Ipv4 underlay() {
        return Ipv4.parse(address);
    }
}
