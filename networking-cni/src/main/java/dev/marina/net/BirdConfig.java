package dev.marina.net;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// What BIRD is told for one node (BIRD 2's language, https://bird.network.cz/?get_doc&v=20). It announces the node's own pods, and believes of each
/// peer what the platform knows of that peer anyway: its own pods, by itself as next hop.
record BirdConfig(String text) {

    /// Of private use, as Calico has it by default.
    static final int AS = 64512;
    static final int PORT = 179;

    /// @param directory of the log
    static BirdConfig of(NodeSpec spec, Path directory) {
        List<NodeSpec.Peer> near = spec.peers().stream().filter(spec::near)
                .sorted(Comparator.comparing(NodeSpec.Peer::underlay)).toList();
        String sessions = sessions(spec).stream().map(peer -> session(spec, peer, near)).collect(Collectors.joining());
        return new BirdConfig("""
                log "%1$s/bird.log" 100000 "%1$s/bird.log.old" { info, warning, error, fatal, bug, remote, auth };
                router id %2$s;
                protocol device { scan time 10; }
                protocol kernel {
                  learn; persist; scan time 10; graceful restart;
                  ipv4 { import all; export filter { if source != RTS_BGP then reject; krt_prefsrc = %2$s; accept; }; };
                }
                protocol static own { ipv4; route %3$s blackhole; }
                template bgp node {
                  local %2$s as %4$d; strict bind; multihop; hold time 30; connect retry time 2; connect delay time 1; error wait time 1, 5; graceful restart;
                  ipv4 { gateway recursive; import none; import limit 512 action block; export where proto = "own"; };
                }
                %5$s""".formatted(directory, spec.underlay(), spec.podCidr(), AS, sessions));
    }

    /// Those with whom the node has sessions: all of its subnet, or the reflector alone.
    static List<NodeSpec.Peer> sessions(NodeSpec spec) {
        List<NodeSpec.Peer> near = spec.peers().stream().filter(spec::near)
                .sorted(Comparator.comparing(NodeSpec.Peer::underlay)).toList();
        return !spec.reflector() || reflects(spec) ? near : near.subList(0, 1);
    }

    /// Whether the node passes on what it hears: the one with the lowest address of its subnet, which all of them know without asking.
    static boolean reflects(NodeSpec spec) {
        return spec.reflector() && spec.peers().stream().filter(spec::near)
                .allMatch(peer -> spec.underlay().compareTo(peer.underlay()) < 0);
    }

    private static String session(NodeSpec spec, NodeSpec.Peer peer, List<NodeSpec.Peer> near) {
        boolean reflects = reflects(spec);
        String believed = (spec.reflector() && !reflects ? near : List.of(peer)).stream()
                .map(each -> "(net = %s && bgp_next_hop = %s)".formatted(each.podCidr(), each.underlay())).collect(Collectors.joining(" || "));
        return """
                protocol bgp %s from node {
                  neighbor %s as %d;%s
                  ipv4 { import where %s;%s };
                }
                """.formatted(name(peer), peer.underlay(), AS, reflects ? " rr client; rr cluster id " + spec.underlay() + ";" : "", believed,
                reflects ? " export where proto = \"own\" || source = RTS_BGP;" : "");
    }

    /// Of a session, in BIRD.
    static String name(NodeSpec.Peer peer) {
        return "n" + peer.underlay().hex();
    }
}
