package dev.marina.agent.runtime;

import java.util.Optional;

/// The program behind a node's runtime.
public interface EngineProcess extends AutoCloseable {

    /// One that serves all nodes, and that others start.
    EngineProcess SHARED = new EngineProcess() {
        @Override
        public boolean ofOneNode() {
            return false;
        }

        @Override
        public void ensure() {
            // it is there
        }

        @Override
        public void end() {
            // others still need it
        }
    };

    /// Whether it serves one node, and goes with it.
    default boolean ofOneNode() {
        return true;
    }

    /// As the API shows it, such as `containerd://1.6.20`, of one that runs; empty: that of the machine's.
    default Optional<String> version() {
        return Optional.empty();
    }

    /// @param listener is called from any thread when it has ended by itself; to be set before the first [#ensure]
    default void onEnd(Runnable listener) {
        // somebody else keeps it
    }

    /// Makes it run, once the node's disk is there. May be called twice; throws [RuntimeFailure] with its words when it does not begin to answer.
    void ensure();

    /// Ends it with all that it has started, whatever it still runs, and takes away what it has beside the node's disk. Succeeds when there is none.
    void end();

    /// Leaves it running.
    @Override
    default void close() {
        // others still need it
    }
}
