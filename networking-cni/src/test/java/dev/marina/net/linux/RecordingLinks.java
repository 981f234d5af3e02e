package dev.marina.net.linux;

import dev.marina.linux.LinuxException;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Remembers what was asked for, and which links and routes there would be.
public final class RecordingLinks implements Links {

    private final Consumer<String> log;
    private final Set<String> links = new LinkedHashSet<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Route> learned = new ArrayList<>();
    private boolean ipip;

    public RecordingLinks(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public boolean exists(String link) {
        return links.contains(link);
    }

    @Override
    public MacAddress mac(String link) {
        return new MacAddress(link.hashCode());
    }

    @Override
    public List<String> names() {
        return List.copyOf(links);
    }

    @Override
    public void addBridge(String name, int mtu) {
        links.add(name);
        log.accept("bridge " + name);
    }

    @Override
    public void addVeth(String name, String peer, Netns peerNamespace, int mtu) {
        links.add(name);
        log.accept("veth " + name + " to " + peer);
    }

    @Override
    public void addVxlan(String name, Netns namespace, int vni, Ipv4 local, int port, int mtu, MacAddress mac) {
        log.accept("vxlan " + name + " id " + vni + " from " + local);
    }

    @Override
    public void addIpip(String name, Ipv4 local, int mtu) {
        if (!ipip) {
            throw new LinuxException("add ipip " + name, 95);
        }
        links.add(name);
        log.accept("ipip " + name + " from " + local);
    }

    @Override
    public void ensureMac(String link, MacAddress mac) {
        log.accept("mac of " + link + " is " + mac);
    }

    @Override
    public void up(String link) {
        log.accept("up " + link);
    }

    @Override
    public void ensureMarked(int mark, String link, Ipv4 via) {
        log.accept("mark " + mark + " via " + via + " on " + link);
    }

    @Override
    public void attach(String link, String bridge) {
        log.accept("attach " + link + " to " + bridge);
    }

    @Override
    public void delete(String link) {
        links.remove(link);
        log.accept("delete " + link);
    }

    @Override
    public void ensureAddress(String link, IpPrefix address) {
        log.accept("address " + address + " on " + link);
    }

    @Override
    public void deleteAddress(String link, IpPrefix address) {
        log.accept("no address " + address + " on " + link);
    }

    @Override
    public void ensureRoute(Route route) {
        routes.removeIf(other -> other.destination().equals(route.destination()));
        routes.add(route);
        log.accept("route " + text(route));
    }

    @Override
    public void deleteRoute(Route route) {
        routes.remove(route);
        log.accept("no route " + text(route));
    }

    private static String text(Route route) {
        return route.destination() + (route.via() == null ? "" : " via " + route.via()) + " on " + route.link();
    }

    @Override
    public List<Route> routes(String link) {
        return routes.stream().filter(route -> route.link().equals(link)).distinct().toList();
    }

    @Override
    public List<Route> learned(String link) {
        return learned.stream().filter(route -> route.link().equals(link)).toList();
    }

    @Override
    public void deleteLearned() {
        learned.clear();
    }

    /// As BIRD does it.
    public void learn(Route route) {
        learned.add(route);
    }

    /// From now on the kernel has IPIP.
    public void haveIpip() {
        ipip = true;
    }

    @Override
    public void ensureNeighbour(String link, Ipv4 address, MacAddress mac) {
        log.accept("neighbour " + address + " is " + mac + " on " + link);
    }

    @Override
    public void deleteNeighbour(String link, Ipv4 address) {
        log.accept("no neighbour " + address + " on " + link);
    }

    @Override
    public void ensureForwarding(String vxlan, MacAddress mac, Ipv4 destination) {
        log.accept("forward " + mac + " to " + destination + " on " + vxlan);
    }

    @Override
    public void deleteForwarding(String vxlan, MacAddress mac, Ipv4 destination) {
        log.accept("no forward " + mac + " to " + destination + " on " + vxlan);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
