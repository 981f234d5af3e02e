package dev.marina.net;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.linux.Links.Route;
import java.util.ArrayList;
import java.util.List;

/// By which routes a node reaches its peers under a back end.
///
/// @param routes that the node itself sets
/// @param learned pods' addresses to which routes come by BGP
/// @param unreached names of peers to which this back end has no way
record BackendPlan(Backend runs, List<Route> routes, List<IpPrefix> learned, List<String> unreached) {

    /// One peer's way.
    enum Way {
        OVERLAY("VXLAN"), DIRECT("host-gw"), TUNNEL("IPIP"), LEARNED("BGP"), NONE("nothing");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static BackendPlan of(NodeSpec spec, Backend runs) {
        List<Route> routes = new ArrayList<>();
        List<IpPrefix> learned = new ArrayList<>();
        List<String> unreached = new ArrayList<>();
        for (NodeSpec.Peer peer : spec.peers()) {
            IpPrefix pods = IpPrefix.parse(peer.podCidr());
            switch (way(spec, peer, runs)) {
                case OVERLAY -> routes.addAll(List.of(node(spec, peer, Names.VXLAN), pods(spec, peer, Names.VXLAN)));
                case DIRECT -> routes.addAll(List.of(node(spec, peer, Names.SEGMENT), pods(spec, peer, Names.SEGMENT)));
                case TUNNEL -> routes.addAll(List.of(node(spec, peer, Names.SEGMENT), pods(spec, peer, Names.IPIP)));
                case LEARNED -> {
                    routes.add(node(spec, peer, Names.SEGMENT));
                    learned.add(pods);
                }
                case NONE -> unreached.add(peer.name());
            }
        }
        return new BackendPlan(runs, List.copyOf(routes), List.copyOf(learned), List.copyOf(unreached));
    }

    /// Only VXLAN leaves a subnet or the machine: nothing else is routed between two of them.
    static Way way(NodeSpec spec, NodeSpec.Peer peer, Backend runs) {
        boolean near = spec.near(peer);
        return switch (runs) {
            case VXLAN -> Way.OVERLAY;
            case VXLAN_DIRECT -> near ? Way.DIRECT : Way.OVERLAY;
            case HOST_GW -> near ? Way.DIRECT : Way.NONE;
            case IPIP -> near ? Way.TUNNEL : Way.NONE;
            case BGP -> near ? Way.LEARNED : Way.NONE;
        };
    }

    /// The peer's own address: nodes of a cluster reach each other inside what is theirs alone.
    private static Route node(NodeSpec spec, NodeSpec.Peer peer, String link) {
        return Route.onLink(peer.underlay().host(), link).from(spec.underlay());
    }

    private static Route pods(NodeSpec spec, NodeSpec.Peer peer, String link) {
        return Route.via(IpPrefix.parse(peer.podCidr()), link, peer.underlay()).from(spec.underlay());
    }
}
