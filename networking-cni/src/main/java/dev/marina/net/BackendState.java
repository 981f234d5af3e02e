package dev.marina.net;

import java.util.List;

/// How a node really carries packets to its peers.
///
/// @param wanted what the cluster says
/// @param runs what the node does
/// @param reason `Running`, or why it is not all that is wanted, in a word
/// @param message the same in a sentence
/// @param routes to peers' pods, as `ip route` writes them
/// @param sessions that the node speaks BGP in
public record BackendState(Backend wanted, Backend runs, String reason, String message, List<String> routes, List<Session> sessions) {

    public static final String RUNNING = "Running";
    private static final String STOPPED = "NetworkDaemonStopped";

    public BackendState {
        routes = List.copyOf(routes);
        sessions = List.copyOf(sessions);
    }

    /// Before anything is known of the node.
    public static BackendState unknown() {
        return new BackendState(Backend.VXLAN, Backend.VXLAN, RUNNING, "", List.of(), List.of());
    }

    /// The same where nobody keeps it so any more: routes stay as they are, and new pods get no network.
    public BackendState stopped() {
        return new BackendState(wanted, runs, STOPPED, "the network daemon does not run: new pods get no network, and nobody follows peers and routes", routes,
                sessions);
    }

    /// Whether somebody gives pods a network and follows the peers.
    public boolean kept() {
        return !reason.equals(STOPPED);
    }

    public boolean asWanted() {
        return reason.equals(RUNNING);
    }

    /// One with another node.
    ///
    /// @param kind `node-to-node mesh` or `route reflector`, as calicoctl says it
    /// @param state as BGP has it, such as `Established`
    public record Session(String address, String kind, String state) {

        public boolean established() {
            return state.equals("Established");
        }
    }
}
