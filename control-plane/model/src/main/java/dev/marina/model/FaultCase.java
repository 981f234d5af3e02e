package dev.marina.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What can be broken of a node, and of what stands above the nodes.
public enum FaultCase {

    /// As if its machine lost power: its containers end, nothing of it answers.
    NODE_STOPPED("NodeStopped"),
    /// Its agent hangs: no lease is renewed and no pod looked after, containers and the network go on.
    AGENT_PAUSED("AgentPaused"),
    /// Its pods and its agent are cut off from everybody outside of the node; containers go on.
    NODE_PARTITIONED("NodePartitioned"),
    /// The container runtime gives its agent no answer; containers go on.
    RUNTIME_STALLED("RuntimeStalled"),
    /// What connects pods and follows Services has ended; connections that stand go on.
    NETWORK_DAEMON_STOPPED("NetworkDaemonStopped"),
    /// A file takes nearly all that is free of its disk.
    DISK_FILLED("DiskFilled"),
    /// The certificate by which its agent is known to the API server has run out.
    CERTIFICATE_EXPIRED("CertificateExpired"),
    /// The container runtime answers its agent late.
    AGENT_SLOWED("AgentSlowed"),
    /// The clock by which its agent dates what it says goes wrong.
    CLOCK_SKEWED("ClockSkewed"),
    /// Nobody answers names on it any more; connections and what goes by address go on.
    DNS_STOPPED("DNSStopped"),
    /// A controller, or the scheduler, looks at one object only a while after the one before. The only one that is of no node.
    CONTROLLER_SLOWED("ControllerSlowed");

    private final String text;

    FaultCase(String text) {
        this.text = text;
    }

    /// As it stands in `spec.type`.
    public String text() {
        return text;
    }

    /// Whether it is broken of nodes; else of controllers.
    public boolean ofNodes() {
        return this != CONTROLLER_SLOWED;
    }

    public static Optional<FaultCase> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    public static List<String> texts() {
        return Arrays.stream(values()).map(FaultCase::text).toList();
    }
}
