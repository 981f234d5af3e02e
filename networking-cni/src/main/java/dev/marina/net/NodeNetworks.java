package dev.marina.net;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.net.cni.AddressLeases;
import dev.marina.net.cni.CniProtocol;
import dev.marina.net.cni.CniServer;
import dev.marina.net.cni.PluginExecutable;
import dev.marina.net.dns.MachineDns;
import dev.marina.net.dns.Upstream;
import dev.marina.net.ip.IpPrefix;
import dev.marina.net.linux.Netns;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The networks of all tenant nodes of one instance on this machine. Needs root. Any thread may call.
///
/// Networks outlive this object and the process: [#close] leaves them standing, and [#ensure] after a restart takes over
/// what stands without disturbing a connection.
public final class NodeNetworks implements Networks, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeNetworks.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private final NetworkConfig config;
    private final Names names;
    private final NodeStore store;
    private final Path plugin;
    private final MachineNetwork machine;
    private final Map<NodeKey, LinuxNode> nodes = new ConcurrentHashMap<>();
    private final CniServer cni;
    private final MachineDns dns;
    private final ServiceKeep keep;
    private final NodeLocks changing = new NodeLocks();

    private NodeNetworks(NetworkConfig config, Path machineNamespace) {
        this.config = config;
        names = new Names(config.instance());
        store = new NodeStore(config.stateDir().resolve("nodes"));
        keep = new ServiceKeep(config.stateDir().resolve("services"), Duration.ofSeconds(1));
        plugin = PluginExecutable.install(config.stateDir().resolve("bin"));
        machine = MachineNetwork.ensure(config, machineNamespace, store.list());
        List<String> resolvers = config.dnsUpstream().isEmpty() ? Upstream.nameServers(RESOLV_CONF) : config.dnsUpstream();
        dns = new MachineDns(new Upstream(resolvers.stream().map(NodeNetworks::resolver).toList(), Duration.ofSeconds(2)), RESOLV_CONF);
        cni = new CniServer(socket(), new CniProtocol(new PodAttachments(key -> nodes.get(NodeKey.parse(key)))));
    }

    /// `address` or `address:port`.
    private static InetSocketAddress resolver(String text) {
        int colon = text.indexOf(':') == text.lastIndexOf(':') ? text.indexOf(':') : -1;
        return colon < 0 ? new InetSocketAddress(text, 53) : new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /// Makes the machine's part of the network, and serves the CNI socket.
    public static NodeNetworks open(NetworkConfig config) {
        return new NodeNetworks(config, Path.of("/proc/self/ns/net"));
    }

    /// Takes another namespace for the machine's, so that tests and measurements have a machine of their own.
    public static NodeNetworks open(NetworkConfig config, Path machine) {
        return new NodeNetworks(config, machine);
    }

    @Override
    public NodeNetwork ensure(NodeSpec spec) {
        return changing.alone(spec.key(), () -> ensureAlone(spec));
    }

    private LinuxNode ensureAlone(NodeSpec spec) {
        if (movedElsewhere(spec)) {
            removeAlone(spec.key());
        }
        LinuxNode present = nodes.get(spec.key());
        machine.followUplink();
        if (present != null && present.spec().equals(spec)) {
            return present;
        }
        if (present == null) {
            refuseTakenAddress(spec);
        }
        store.put(spec);
        if (present != null) {
            present.change(spec);
            machine.forgetOthers(store.list());
            return present;
        }
        LinuxNode node = LinuxNode.open(machine, names, spec, leases(spec), hostPorts(spec.key()),
                switches(spec.key()), corefiles(spec.key()), (all, difference) -> keep.keep(spec.key(), all, difference), cniConfig(spec.key()));
        try {
            node.reclaim();
            node.ensure();
            node.serveDns(dns, keep.find(spec.key()));
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
        nodes.put(spec.key(), node);
        log.atInfo().addKeyValue("cluster", spec.clusterId()).addKeyValue("node", spec.name()).addKeyValue("address", spec.address())
                .log("node network stands");
        return node;
    }

    /// An address may be given to a new node while the old one's is still being taken apart: what is taken apart by the
    /// address would be the new one's. The caller tries again.
    private void refuseTakenAddress(NodeSpec spec) {
        store.list().stream().filter(other -> other.underlay().equals(spec.underlay()) && !other.key().equals(spec.key())).findFirst().ifPresent(other -> {
            throw new IllegalStateException("node %s cannot have the address %s yet: node %s must be taken apart first".formatted(spec.key().text(),
                    spec.address(), other.key().text()));
        });
    }

    /// Whether the node stands in another namespace than it is to have. That one is taken apart first: its VXLAN device would
    /// be in the way of a new one for as long as the kernel takes to end the namespace.
    private boolean movedElsewhere(NodeSpec spec) {
        String name = names.node(spec.key());
        return spec.netns() != null && Netns.exists(name) && !Netns.sameNamespace(spec.netns(), Netns.DIRECTORY.resolve(name));
    }

    /// Keys of the nodes that stand, `<clusterId>+<node>`, also those of an earlier process.
    public List<String> list() {
        TreeSet<String> keys = new TreeSet<>();
        Netns.names(names.nodePrefix()).forEach(name -> keys.add(name.substring(names.nodePrefix().length())));
        Netns.names(names.underlayPrefix()).forEach(name -> keys.add(name.substring(names.underlayPrefix().length())));
        store.list().forEach(spec -> keys.add(spec.key().text()));
        return List.copyOf(keys);
    }

    @Override
    public void remove(String clusterId, String name) {
        NodeKey key = new NodeKey(clusterId, name);
        changing.alone(key, () -> {
            removeAlone(key);
            return key;
        });
    }

    private void removeAlone(NodeKey key) {
        LinuxNode node = nodes.remove(key);
        Optional<NodeSpec> last = store.find(key);
        if (node == null) {
            node = last.filter(_ -> Netns.exists(names.node(key)))
                    .map(spec -> LinuxNode.open(machine, names, spec.inPlace(), leases(spec), hostPorts(key), switches(key), corefiles(key),
                            (_, _) -> {}, cniConfig(key)))
                    .orElse(null);
        }
        if (node != null) {
            node.remove();
            node.close();
        }
        Netns.delete(names.node(key));
        Netns.delete(names.underlay(key));
        store.remove(key);
        last.ifPresent(spec -> machine.dropSegment(spec, store::list));
        machine.forgetOthers(store.list());
        keep.remove(key);
    }

    /// Removes everything of this instance from the machine, and ends this object.
    public void removeAll() {
        for (String key : list()) {
            NodeKey parsed = NodeKey.parse(key);
            remove(parsed.clusterId(), parsed.name());
        }
        cni.close();
        machine.remove();
        Bird.purge(names);
        close();
    }

    /// Removes what an instance whose process is gone has left on the machine. May be called twice.
    public static void purge(String instance) {
        Names names = new Names(instance);
        Bird.purge(names);
        Netns.names(names.nodePrefix()).forEach(Netns::delete);
        Netns.names(names.underlayPrefix()).forEach(Netns::delete);
        MachineNetwork.remove(instance);
    }

    @Override
    public void elsewhere(List<NodeElsewhere> away) {
        machine.elsewhere(away);
    }

    @Override
    public Path cniPlugin() {
        return plugin;
    }

    private String cniConfig(NodeKey key) {
        ObjectNode config = JSON.createObjectNode().put("cniVersion", "1.1.0").put("name", "marina").put("type", "marina-cni")
                .put("node", key.text()).put("socket", socket().toString());
        config.putObject("capabilities").put("portMappings", true);
        return config.toString();
    }

    private Path socket() {
        return config.runDir().resolve("cni.sock");
    }

    private Path hostPorts(NodeKey key) {
        return config.stateDir().resolve("hostports").resolve(key.text() + ".json");
    }

    private SwitchKeep switches(NodeKey key) {
        return new SwitchKeep(config.stateDir().resolve("switches").resolve(key.text()));
    }

    private CorefileKeep corefiles(NodeKey key) {
        return new CorefileKeep(config.stateDir().resolve("corefiles").resolve(key.text()));
    }

    private AddressLeases leases(NodeSpec spec) {
        return new AddressLeases(IpPrefix.parse(spec.podCidr()), config.stateDir().resolve("leases").resolve(spec.key().text()));
    }

    /// Stops serving and leaves the networks standing.
    @Override
    public void close() {
        cni.close();
        nodes.values().forEach(LinuxNode::close);
        nodes.clear();
        keep.close();
        machine.close();
    }
}
