package dev.marina.net.linux;

import dev.marina.linux.LinuxException;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// [Links] by rtnetlink (see rtnetlink(7) and `linux/if_link.h`).
final class Rtnetlink implements Links {

    static final int NETLINK_ROUTE = 0;

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_SETLINK = 19;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_DELNEIGH = 29;
    private static final int RTM_NEWRULE = 32;

    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int IFF_UP = 1;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFLA_VXLAN_ID = 1;
    private static final int IFLA_VXLAN_LOCAL = 4;
    private static final int IFLA_VXLAN_LEARNING = 7;
    private static final int IFLA_VXLAN_PORT = 15;

    private static final int IFLA_IPTUN_LOCAL = 2;
    private static final int IFLA_IPTUN_PMTUDISC = 10;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PREFSRC = 7;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FR_ACT_TO_TBL = 1;
    private static final int BEFORE_MAIN = 1_000;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;

    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_KERNEL = 2;
    private static final int RTPROT_STATIC = 4;
    private static final int RTPROT_BIRD = 12;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_LINK = 253;
    private static final int RTN_UNICAST = 1;
    private static final int RTNH_F_ONLINK = 4;
    private static final int NUD_PERMANENT = 0x80;
    private static final int NTF_SELF = 2;

    private static final int ACK = NetlinkMessage.NLM_F_ACK;
    private static final int CREATE = ACK | NetlinkMessage.NLM_F_CREATE | NetlinkMessage.NLM_F_EXCL;
    private static final int REPLACE = ACK | NetlinkMessage.NLM_F_CREATE | NetlinkMessage.NLM_F_REPLACE;

    private final NetlinkSocket socket;

    Rtnetlink(int fd) {
        socket = new NetlinkSocket(fd);
    }

    @Override
    public boolean exists(String link) {
        try {
            index(link);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == LinuxException.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public MacAddress mac(String link) {
        byte[] bytes = NetlinkAttributes.read(find(link), 16).bytes(IFLA_ADDRESS);
        long bits = 0;
        for (byte b : bytes) {
            bits = bits << 8 | b & 0xff;
        }
        return new MacAddress(bits);
    }

    @Override
    public List<String> names() {
        var dump = linkMessage(RTM_GETLINK, NetlinkMessage.NLM_F_DUMP, 0, 0, 0);
        return socket.exchange(dump, "list links").stream().map(link -> NetlinkAttributes.read(link, 16).name(IFLA_IFNAME)).toList();
    }

    @Override
    public void addBridge(String name, int mtu) {
        NetlinkMessage message = linkMessage(RTM_NEWLINK, CREATE, 0, IFF_UP, IFF_UP);
        message.name(IFLA_IFNAME, name).attribute(IFLA_MTU, mtu)
                .nested(IFLA_LINKINFO, () -> message.name(IFLA_INFO_KIND, "bridge"));
        socket.request(message, "add bridge " + name);
    }

    @Override
    public void addVeth(String name, String peer, Netns peerNamespace, int mtu) {
        socket.request(vethMessage(name, peer, peerNamespace.fd(), mtu), "add veth %s with peer %s in %s".formatted(name, peer, peerNamespace));
    }

    static NetlinkMessage vethMessage(String name, String peer, int peerNamespace, int mtu) {
        NetlinkMessage message = linkMessage(RTM_NEWLINK, CREATE, 0, 0, 0);
        return message.name(IFLA_IFNAME, name).attribute(IFLA_MTU, mtu).nested(IFLA_LINKINFO, () -> message
                .name(IFLA_INFO_KIND, "veth")
                .nested(IFLA_INFO_DATA, () -> message.nested(VETH_INFO_PEER, () -> message
                        .bytes(AF_UNSPEC, 0).shorts(0).ints(0, 0, 0)
                        .name(IFLA_IFNAME, peer).attribute(IFLA_MTU, mtu).attribute(IFLA_NET_NS_FD, peerNamespace))));
    }

    @Override
    public void addVxlan(String name, Netns namespace, int vni, Ipv4 local, int port, int mtu, MacAddress mac) {
        NetlinkMessage message = linkMessage(RTM_NEWLINK, CREATE, 0, 0, 0);
        message.name(IFLA_IFNAME, name).attribute(IFLA_MTU, mtu).attribute(IFLA_ADDRESS, mac.bytes())
                .attribute(IFLA_NET_NS_FD, namespace.fd())
                .nested(IFLA_LINKINFO, () -> message.name(IFLA_INFO_KIND, "vxlan").nested(IFLA_INFO_DATA, () -> message
                        .attribute(IFLA_VXLAN_ID, vni).attribute(IFLA_VXLAN_LOCAL, local)
                        .byteAttribute(IFLA_VXLAN_LEARNING, 0).portAttribute(IFLA_VXLAN_PORT, port)));
        socket.request(message, "add vxlan %s with id %d in %s".formatted(name, vni, namespace));
    }

    @Override
    public void addIpip(String name, Ipv4 local, int mtu) {
        socket.request(ipipMessage(name, local, mtu), "add ipip " + name);
    }

    static NetlinkMessage ipipMessage(String name, Ipv4 local, int mtu) {
        NetlinkMessage message = linkMessage(RTM_NEWLINK, CREATE, 0, 0, 0);
        return message.name(IFLA_IFNAME, name).attribute(IFLA_MTU, mtu)
                .nested(IFLA_LINKINFO, () -> message.name(IFLA_INFO_KIND, "ipip").nested(IFLA_INFO_DATA, () -> message
                        .attribute(IFLA_IPTUN_LOCAL, local).byteAttribute(IFLA_IPTUN_PMTUDISC, 1)));
    }

    @Override
    public void ensureMac(String link, MacAddress mac) {
        socket.request(linkMessage(RTM_NEWLINK, ACK, index(link), 0, 0).attribute(IFLA_ADDRESS, mac.bytes()), "set address %s of %s".formatted(mac, link));
    }

    @Override
    public void up(String link) {
        socket.request(linkMessage(RTM_NEWLINK, ACK, index(link), IFF_UP, IFF_UP), "set up link " + link);
    }

    @Override
    public void attach(String link, String bridge) {
        var message = linkMessage(RTM_SETLINK, ACK, index(link), 0, 0).attribute(IFLA_MASTER, index(bridge));
        socket.request(message, "attach %s to bridge %s".formatted(link, bridge));
    }

    @Override
    public void delete(String link) {
        ignoring(LinuxException.ENODEV, () -> socket.request(linkMessage(RTM_DELLINK, ACK, 0, 0, 0).name(IFLA_IFNAME, link), "delete link " + link));
    }

    @Override
    public void ensureAddress(String link, IpPrefix address) {
        socket.request(addressMessage(RTM_NEWADDR, REPLACE, link, address), "add address %s to %s".formatted(address, link));
    }

    @Override
    public void deleteAddress(String link, IpPrefix address) {
        int eaddrnotavail = 99;
        ignoring(eaddrnotavail, () -> socket.request(addressMessage(RTM_DELADDR, ACK, link, address), "delete address %s of %s".formatted(address, link)));
    }

    private NetlinkMessage addressMessage(int type, int flags, String link, IpPrefix address) {
        return new NetlinkMessage(type, flags).bytes(AF_INET, address.length(), 0, RT_SCOPE_UNIVERSE).ints(index(link))
                .attribute(IFA_LOCAL, address.address()).attribute(IFA_ADDRESS, address.address());
    }

    @Override
    public void ensureRoute(Route route) {
        socket.request(routeMessage(RTM_NEWROUTE, REPLACE, route, index(route.link())), "add route " + route);
    }

    @Override
    public void deleteRoute(Route route) {
        ignoring(LinuxException.ESRCH, () -> socket.request(routeMessage(RTM_DELROUTE, ACK, route, index(route.link())), "delete route " + route));
    }

    static NetlinkMessage routeMessage(int type, int flags, Route route, int link) {
        return routeMessage(type, flags, RTPROT_STATIC, route, link);
    }

    private static NetlinkMessage routeMessage(int type, int flags, int protocol, Route route, int link) {
        return routeMessage(type, flags, protocol, RT_TABLE_MAIN, route, link);
    }

    private static NetlinkMessage routeMessage(int type, int flags, int protocol, int table, Route route, int link) {
        boolean gateway = route.via() != null;
        NetlinkMessage message = new NetlinkMessage(type, flags)
                .bytes(AF_INET, route.destination().length(), 0, 0, table, protocol,
                        gateway ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK, RTN_UNICAST)
                .ints(gateway ? RTNH_F_ONLINK : 0);
        if (route.destination().length() > 0) {
            message.attribute(RTA_DST, route.destination().first());
        }
        message.attribute(RTA_OIF, link);
        if (gateway) {
            message.attribute(RTA_GATEWAY, route.via());
        }
        if (route.source() != null) {
            message.attribute(RTA_PREFSRC, route.source());
        }
        return message;
    }

    @Override
    public void ensureMarked(int mark, String link, Ipv4 via) {
        Route out = Route.via(new IpPrefix(new Ipv4(0), 0), link, via);
        socket.request(routeMessage(RTM_NEWROUTE, REPLACE, RTPROT_STATIC, mark, out, index(link)), "add route %s to table %d".formatted(out, mark));
        ignoring(LinuxException.EEXIST, () -> socket.request(ruleMessage(mark), "lead mark %d to its table".formatted(mark)));
    }

    static NetlinkMessage ruleMessage(int mark) {
        return new NetlinkMessage(RTM_NEWRULE, CREATE).bytes(AF_INET, 0, 0, 0, mark, 0, 0, FR_ACT_TO_TBL).ints(0)
                .attribute(FRA_PRIORITY, BEFORE_MAIN).attribute(FRA_FWMARK, mark);
    }

    @Override
    public List<Route> routes(String link) {
        return routes(link, protocol -> protocol != RTPROT_KERNEL && protocol != RTPROT_BIRD);
    }

    @Override
    public List<Route> learned(String link) {
        return routes(link, protocol -> protocol == RTPROT_BIRD);
    }

    @Override
    public void deleteLearned() {
        for (Found found : routes(protocol -> protocol == RTPROT_BIRD)) {
            ignoring(LinuxException.ESRCH, () -> socket.request(routeMessage(RTM_DELROUTE, ACK, RTPROT_BIRD, found.route, found.link),
                    "delete route " + found.route));
        }
    }

    private List<Route> routes(String link, IntPredicate protocol) {
        int index = index(link);
        return routes(protocol).stream().filter(found -> found.link == index)
                .map(found -> new Route(found.route.destination(), link, found.route.via(), found.route.source())).toList();
    }

    private record Found(int link, Route route) {}

    private List<Found> routes(IntPredicate protocol) {
        NetlinkMessage dump = new NetlinkMessage(RTM_GETROUTE, NetlinkMessage.NLM_F_DUMP).bytes(AF_INET, 0, 0, 0, 0, 0, 0, 0).ints(0);
        List<Found> routes = new ArrayList<>();
        for (ByteBuffer answer : socket.exchange(dump, "list routes")) {
            NetlinkAttributes attributes = NetlinkAttributes.read(answer, 12);
            boolean ours = answer.get(4) == (byte) RT_TABLE_MAIN && protocol.test(answer.get(5) & 0xff);
            if (ours) {
                Ipv4 destination = attributes.has(RTA_DST) ? ipv4(attributes.bytes(RTA_DST)) : new Ipv4(0);
                int link = attributes.number(RTA_OIF, 0);
                routes.add(new Found(link, new Route(new IpPrefix(destination, answer.get(1)), "link " + link,
                        attributes.has(RTA_GATEWAY) ? ipv4(attributes.bytes(RTA_GATEWAY)) : null,
                        attributes.has(RTA_PREFSRC) ? ipv4(attributes.bytes(RTA_PREFSRC)) : null)));
            }
        }
        return routes;
    }

    @Override
    public void ensureNeighbour(String link, Ipv4 address, MacAddress mac) {
        var message = neighbourMessage(RTM_NEWNEIGH, REPLACE, AF_INET, index(link), 0).attribute(NDA_DST, address).attribute(NDA_LLADDR, mac.bytes());
        socket.request(message, "add neighbour %s to %s".formatted(address, link));
    }

    @Override
    public void deleteNeighbour(String link, Ipv4 address) {
        ignoring(LinuxException.ENOENT, () -> socket.request(
                neighbourMessage(RTM_DELNEIGH, ACK, AF_INET, index(link), 0).attribute(NDA_DST, address),
                "delete neighbour %s of %s".formatted(address, link)));
    }

    @Override
    public void ensureForwarding(String vxlan, MacAddress mac, Ipv4 destination) {
        var message = neighbourMessage(RTM_NEWNEIGH, REPLACE, AF_BRIDGE, index(vxlan), NTF_SELF)
                .attribute(NDA_LLADDR, mac.bytes()).attribute(NDA_DST, destination);
        socket.request(message, "forward %s on %s to %s".formatted(mac, vxlan, destination));
    }

    @Override
    public void deleteForwarding(String vxlan, MacAddress mac, Ipv4 destination) {
        ignoring(LinuxException.ENOENT, () -> socket.request(
                neighbourMessage(RTM_DELNEIGH, ACK, AF_BRIDGE, index(vxlan), NTF_SELF)
                        .attribute(NDA_LLADDR, mac.bytes()).attribute(NDA_DST, destination),
                "stop forwarding %s on %s".formatted(mac, vxlan)));
    }

    private static NetlinkMessage neighbourMessage(int type, int flags, int family, int link, int neighbourFlags) {
        return new NetlinkMessage(type, flags).bytes(family, 0, 0, 0).ints(link).shorts(NUD_PERMANENT).bytes(neighbourFlags, 0);
    }

    private static NetlinkMessage linkMessage(int type, int flags, int index, int linkFlags, int change) {
        return new NetlinkMessage(type, flags).bytes(AF_UNSPEC, 0).shorts(0).ints(index, linkFlags, change);
    }

    private int index(String link) {
        return find(link).getInt(4);
    }

    private ByteBuffer find(String link) {
        var message = linkMessage(RTM_GETLINK, ACK, 0, 0, 0).name(IFLA_IFNAME, link);
        List<ByteBuffer> answers = socket.exchange(message, "find link " + link);
        if (answers.isEmpty()) {
            throw new LinuxException("find link " + link, LinuxException.ENODEV);
        }
        return answers.getFirst();
    }

    private static Ipv4 ipv4(byte[] bytes) {
        return new Ipv4(java.nio.ByteBuffer.wrap(bytes).getInt());
    }

    private static void ignoring(int errno, Runnable request) {
        try {
            request.run();
        } catch (LinuxException e) {
            if (e.errno() != errno && e.errno() != LinuxException.ENODEV) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
