package dev.marina.net;

import dev.marina.net.dns.corefile.CorefileFault;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.service.ServiceEntry;
import dev.marina.net.service.ServiceName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/// The network of one tenant node, from inside: what the node's pods with `hostNetwork` see.
public interface NodeNetwork {

    /// Address at which pods find their node: gateway, DNS, and the forwarder behind the `kubernetes` Service.
    String LOCAL_ADDRESS = "169.254.1.1";

    /// Port at [#LOCAL_ADDRESS] to which connections to the `kubernetes` Service are led.
    int API_PORT = 6443;

    /// The pinned namespace of the node proper.
    Path netns();

    /// Runs the work inside the node's namespace on a thread of its own. Channels that it opens stay there for life.
    <T> T call(Callable<T> inNode);

    SocketChannel connect(InetSocketAddress target, Duration timeout) throws IOException;

    /// A connection from inside of one of the node's pods.
    ///
    /// @param pod its network namespace
    SocketChannel connect(Path pod, InetSocketAddress target, Duration timeout) throws IOException;

    ServerSocketChannel listen(InetSocketAddress address) throws IOException;

    DatagramChannel datagrams(InetSocketAddress address) throws IOException;

    /// The network configuration (JSON) to hand to the CNI plugin for pods of this node.
    String cniConfig();

    /// Makes service addresses, node ports and DNS answers be those of the given services, all of the cluster's. Only
    /// differences are carried out.
    void services(List<ServiceEntry> services);

    /// Follows what the cluster's NetworkPolicies, and the pods and namespaces that they mean, have become. It holds when this returns.
    ///
    /// @return whether all of it found a place within the node's limits; what did not is not allowed
    boolean policies(PolicyChange change);

    /// Follows one packet of a pod of this node, and tries it. Blocks for some seconds.
    Traced trace(Traced.Question question);

    /// Lets these parts rest, and the others work; it is so when this returns, and stays so over restarts. Connections that stand go on.
    void switchOff(Set<NodePart> parts);

    /// The same, of what is broken and not wanted so by anybody: beside what is switched off, and not kept over restarts. May be called twice.
    void stop(Set<NodePart> parts);

    /// Has what runs for the node beside its pods count as the node's, and be limited with it. May be called twice.
    ///
    /// @param groups files that take a process into its groups
    void confine(List<Path> groups);

    /// How the node carries packets to its peers. Does not block.
    BackendState backend();

    /// What rests now, for either reason.
    Set<NodePart> switchedOff();

    /// Whether nothing goes into the node or out of it any more, to peers, the machine and the world alike; pods of the node reach each other. It is so
    /// when this returns. Not kept over restarts of the machine. May be called twice.
    void cut(boolean off);

    /// Answers names as this Corefile says, from now on and after a restart; nothing is the usual one. May be called twice.
    ///
    /// @throws CorefileFault where it is not taken: the one before stays in force
    void corefile(Optional<String> text) throws CorefileFault;

    /// From now on the cluster's Services may answer at these addresses of the installation's and at no others, whatever their status says.
    /// May be called twice.
    void grant(Collection<String> addresses);

    /// Those of the addresses at which the node can answer now. Does not block.
    List<String> answered();

    /// Changes some of the cluster's Services, which takes as long for few others as for many.
    void change(Collection<ServiceEntry> present, Collection<ServiceName> gone);
}
