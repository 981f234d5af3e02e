package dev.marina.net.dns.corefile;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Whom a cluster may have asked: its own pods and Services, and servers out in the world. This is said early and in words; what keeps a question
/// from going elsewhere is that it leaves from inside the node, under the rules that hold for the node's pods.
///
/// @param cluster ranges of the cluster's pods and Services
/// @param self where its own name server answers
public record ForwardTargets(List<IpPrefix> cluster, Set<Ipv4> self) {

    /// Private, shared, reserved, of documentation, of the machine itself: https://www.iana.org/assignments/iana-ipv4-special-registry/
    private static final List<IpPrefix> NOT_PUBLIC = Stream.of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3").map(IpPrefix::parse)
            .toList();

    public ForwardTargets {
        cluster = List.copyOf(cluster);
        self = Set.copyOf(self);
    }

    /// Why it is not asked; empty where it may be.
    Optional<String> refusal(Ipv4 target) {
        if (self.contains(target)) {
            return Optional.of("%s is the cluster's own name server, which would ask itself".formatted(target));
        }
        if (cluster.stream().anyMatch(range -> range.contains(target))) {
            return Optional.empty();
        }
        return NOT_PUBLIC.stream().anyMatch(range -> range.contains(target))
                ? Optional
                        .of("%s is neither of this cluster's pods and Services nor a public address; name one of those, or /etc/resolv.conf".formatted(target))
                : Optional.empty();
    }
}
