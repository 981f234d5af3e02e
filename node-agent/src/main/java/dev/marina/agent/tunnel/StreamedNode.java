package dev.marina.agent.tunnel;

import dev.marina.agent.runtime.ContainerRuntime;
import dev.marina.agent.runtime.ContainerStreams;
import dev.marina.agent.stats.KubeletEndpoint;
import dev.marina.net.Traced;
import dev.marina.net.share.SharedPool;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A node of this machine, as those need it who want something of it or of its pods.
public interface StreamedNode {

    /// Whether the node's pods are known; not yet in the first moments after a start.
    boolean open();

    Optional<Pod> pod(String uid);

    /// What runs its containers.
    ContainerRuntime runtime();

    ContainerStreams streams();

    /// What the node's network gave a pod. Its status may say otherwise: tenants can write it.
    List<String> addresses(String uid);

    /// A connection to a port of a pod's own `localhost`, where programs listen too that nobody else is to reach.
    SocketChannel forward(String uid, int port, Duration timeout) throws IOException;

    /// Follows one packet of a pod that runs here, and tries it; blocks for some seconds.
    ///
    /// @param to a name or an address
    /// @param protocol `tcp` or `udp`
    Traced trace(Pod pod, String to, int port, String protocol);

    /// How it is reached by whoever is outside of its cluster.
    Outside outside();

    /// By the management cluster alone.
    ///
    /// @param address the node's own
    /// @param granted addresses that its cluster's load balancers may have
    record Outside(String address, List<String> granted) {}

    /// Its figures; to be asked while the node is [#open].
    KubeletEndpoint kubelet();

    /// Places for sessions with it.
    SharedPool.Share sessions();
}
