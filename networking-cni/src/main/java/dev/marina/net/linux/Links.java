package dev.marina.net.linux;

import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.util.List;

/// Network interfaces, addresses, routes and neighbours of one network namespace.
///
/// `ensure…` and `delete…` methods may be called twice. Requests are refused with a [dev.marina.linux.LinuxException].
public interface Links extends AutoCloseable {

    boolean exists(String link);

    /// The link's hardware address.
    MacAddress mac(String link);

    /// Every link's name.
    List<String> names();

    void addBridge(String name, int mtu);

    /// Makes a pair of links: one here, its peer under its final name in another namespace.
    void addVeth(String name, String peer, Netns peerNamespace, int mtu);

    /// Makes a VXLAN device in another namespace, whose socket stays in this one. Nothing is learned from packets.
    void addVxlan(String name, Netns namespace, int vni, Ipv4 local, int port, int mtu, MacAddress mac);

    /// Makes an IP-in-IP device here, for any number of ends: a route's next hop says which.
    ///
    /// @throws dev.marina.linux.LinuxException EOPNOTSUPP where the kernel has none
    void addIpip(String name, Ipv4 local, int mtu);

    /// Gives the link this hardware address.
    void ensureMac(String link, MacAddress mac);

    void up(String link);

    void attach(String link, String bridge);

    void delete(String link);

    void ensureAddress(String link, IpPrefix address);

    void deleteAddress(String link, IpPrefix address);

    void ensureRoute(Route route);

    void deleteRoute(Route route);

    /// Packets with this mark leave through the link to that next hop, whatever routes the main table has.
    ///
    /// @param mark other than 0; also the number of the table that has the route, and so below 253
    void ensureMarked(int mark, String link, Ipv4 via);

    /// Routes of the main table that leave through the link and were made neither by the kernel itself nor by BIRD.
    List<Route> routes(String link);

    /// Routes of the main table that leave through the link and were made by BIRD.
    List<Route> learned(String link);

    /// Deletes all routes that were made by BIRD.
    void deleteLearned();

    /// A permanent neighbour entry.
    void ensureNeighbour(String link, Ipv4 address, MacAddress mac);

    void deleteNeighbour(String link, Ipv4 address);

    /// A permanent forwarding entry of a VXLAN device: frames for `mac` go to the node at `destination`.
    void ensureForwarding(String vxlan, MacAddress mac, Ipv4 destination);

    void deleteForwarding(String vxlan, MacAddress mac, Ipv4 destination);

    @Override
    void close();

    /// @param via next hop, believed to be on the link; null for destinations that are on the link themselves
    /// @param source address that the kernel prefers for packets of its own; null for its choice
    record Route(IpPrefix destination, String link, Ipv4 via, Ipv4 source) {

        public static Route onLink(IpPrefix destination, String link) {
            return new Route(destination, link, null, null);
        }

        public static Route via(IpPrefix destination, String link, Ipv4 via) {
            return new Route(destination, link, via, null);
        }

        public Route from(Ipv4 preferred) {
            return new Route(destination, link, via, preferred);
        }
    }
}
