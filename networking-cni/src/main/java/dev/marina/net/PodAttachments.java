package dev.marina.net;

import dev.marina.linux.LinuxException;
import dev.marina.net.cni.CniException;
import dev.marina.net.cni.CniPlugin;
import dev.marina.net.cni.CniRequest;
import dev.marina.net.cni.CniResult;
import dev.marina.net.cni.PodIdentity;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.ip.Ipv4;
import dev.marina.net.ip.MacAddress;
import dev.marina.net.linux.Links;
import dev.marina.net.linux.Links.Route;
import dev.marina.net.linux.Netns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Wires pods to their node: one routed pair of links each, no bridge, so that rules hold between pods of one node too.
final class PodAttachments implements CniPlugin {

    private static final Ipv4 GATEWAY = Ipv4.parse(NodeNetwork.LOCAL_ADDRESS);
    private static final IpPrefix EVERYTHING = IpPrefix.parse("0.0.0.0/0");

    private final Function<String, LinuxNode> nodes;

    /// @param nodes finds a node by its key; null for an unknown one
    PodAttachments(Function<String, LinuxNode> nodes) {
        this.nodes = nodes;
    }

    @Override
    public CniResult add(CniRequest request) {
        LinuxNode node = node(request.node());
        try (Netns pod = open(request.netns()); Links podLinks = pod.links()) {
            if (Netns.sameNamespace(Path.of(request.netns()), Path.of("/proc/self/ns/net")) || Netns.sameNamespace(Path.of(request.netns()), node.netns())) {
                throw new CniException(CniException.INVALID_ENVIRONMENT, "CNI_NETNS is no container's namespace: " + request.netns());
            }
            if (podLinks.exists(request.interfaceName())) {
                throw new CniException(CniException.WRONG_STATE,
                        "container %s already has an interface %s".formatted(request.containerId(), request.interfaceName()));
            }
            PodIdentity identity = request.pod();
            Ipv4 address = node.leases().lease(request.attachment(), identity);
            try {
                node.admit(address, identity);
                CniResult wired = wire(node, request, pod, podLinks, address);
                // Last: nobody is led to where nobody is.
                node.hostPorts().add(address, request.ports());
                return wired;
            } catch (RuntimeException e) {
                undo(node, request, address, e);
                throw e;
            }
        }
    }

    private CniResult wire(LinuxNode node, CniRequest request, Netns pod, Links podLinks, Ipv4 address) {
        String link = request.interfaceName();
        String hostLink = Names.pod(address);
        Links links = node.links();
        pod.sysctl(Sysctls.host());
        links.delete(hostLink);
        links.addVeth(hostLink, link, pod, LinuxNode.POD_MTU);
        podLinks.up("lo");
        podLinks.up(link);
        links.up(hostLink);
        MacAddress mac = podLinks.mac(link);
        MacAddress hostMac = links.mac(hostLink);
        podLinks.ensureAddress(link, address.host());
        podLinks.ensureNeighbour(link, GATEWAY, hostMac);
        podLinks.ensureRoute(Route.onLink(GATEWAY.host(), link));
        podLinks.ensureRoute(Route.via(EVERYTHING, link, GATEWAY));
        links.ensureNeighbour(hostLink, address, mac);
        links.ensureRoute(Route.onLink(address.host(), hostLink).from(node.spec().underlay()));
        return new CniResult(hostLink, hostMac, link, mac, LinuxNode.POD_MTU, request.netns(), address, GATEWAY);
    }

    private static void undo(LinuxNode node, CniRequest request, Ipv4 address, RuntimeException cause) {
        try {
            release(node, request.attachment(), address);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void delete(CniRequest request) {
        LinuxNode node = nodes.apply(request.node());
        if (node != null) {
            node.leases().find(request.attachment()).ifPresent(address -> release(node, request.attachment(), address));
        }
    }

    /// The address is returned last, so that nobody gets it while something of its old owner stands.
    private static void release(LinuxNode node, Attachment attachment, Ipv4 address) {
        node.hostPorts().remove(address);
        node.links().delete(Names.pod(address));
        node.dismiss(address);
        node.leases().release(attachment);
    }

    @Override
    public void check(CniRequest request) {
        LinuxNode node = node(request.node());
        Ipv4 address = node.leases().find(request.attachment()).orElseThrow(() -> new CniException(CniException.UNKNOWN_CONTAINER,
                "container %s has no interface %s here".formatted(request.containerId(), request.interfaceName())));
        // A pod that was wired before its lease said whose it is comes under the policies now.
        node.identify(request.attachment(), address, request.pod());
        if (!node.links().exists(Names.pod(address))) {
            throw new CniException(CniException.WRONG_STATE, "the node's end %s of the pod's link is gone".formatted(Names.pod(address)));
        }
        try (Netns pod = open(request.netns()); Links podLinks = pod.links()) {
            if (!podLinks.exists(request.interfaceName())) {
                throw new CniException(CniException.WRONG_STATE, "interface %s is gone".formatted(request.interfaceName()));
            }
            if (!podLinks.routes(request.interfaceName()).contains(Route.via(EVERYTHING, request.interfaceName(), GATEWAY))) {
                throw new CniException(CniException.WRONG_STATE, "the default route via %s is gone".formatted(GATEWAY));
            }
        }
    }

    @Override
    public void collect(String key, Set<Attachment> valid) {
        LinuxNode node = node(key);
        for (Map.Entry<Attachment, Ipv4> lease : node.leases().all().entrySet()) {
            if (!valid.contains(lease.getKey())) {
                release(node, lease.getKey(), lease.getValue());
            }
        }
    }

    @Override
    public void status(String key) {
        LinuxNode node = nodes.apply(key);
        if (node == null || !node.links().exists(Names.VXLAN)) {
            throw new CniException(CniException.NOT_AVAILABLE, "the network of node " + key + " does not stand");
        }
    }

    private LinuxNode node(String key) {
        LinuxNode node = nodes.apply(key);
        if (node == null) {
            throw new CniException(CniException.INVALID_CONFIGURATION, "no such node: '" + key + "'");
        }
        return node;
    }

    private static Netns open(String path) {
        if (!Files.exists(Path.of(path))) {
            throw new CniException(CniException.UNKNOWN_CONTAINER, "there is no network namespace " + path);
        }
        try {
            return Netns.open(Path.of(path));
        } catch (LinuxException e) {
            throw new CniException(CniException.UNKNOWN_CONTAINER, "cannot open the network namespace " + path, e);
        }
    }
}
