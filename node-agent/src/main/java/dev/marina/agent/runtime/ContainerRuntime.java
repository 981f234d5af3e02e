package dev.marina.agent.runtime;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Sandboxes and containers of this instance. Every method that removes or stops succeeds when the thing is already gone.
/// Methods block; any thread may call.
public interface ContainerRuntime extends AutoCloseable {

    /// Such as `docker`: the scheme of container ids in the API.
    String name();

    /// The container's id as the API shows it, `<name>://<id>`.
    default String qualified(ContainerId container) {
        return name() + "://" + container;
    }

    /// What a RuntimeClass may name as its handler.
    default Set<String> handlers() {
        return Set.of("runc");
    }

    /// Whether there is somebody who sets devices up that a pod's claims have.
    default boolean preparesDevices() {
        return false;
    }

    /// Whether ids in its containers are others than the machine's, so that root in them is nobody there.
    default boolean mapsIds() {
        return true;
    }

    /// Where a node's network is not made with a sandbox but is there before, what stands for it in a [SandboxSpec].
    default Optional<SandboxId> nodeNetwork() {
        return Optional.empty();
    }

    /// Throws [RuntimeFailure] when the engine does not answer.
    void ping();

    /// Creates and starts a sandbox; a second call for the same pod and attempt finds the first one's.
    SandboxId runSandbox(SandboxSpec spec);

    /// Stops the sandbox with every container in it.
    void stopSandbox(SandboxId sandbox, Duration grace);

    /// Removes the sandbox with every container in it, running or not.
    void remove(SandboxId sandbox);

    /// A second call for the same pod, container and restart count finds the first one's.
    ContainerId createContainer(SandboxId sandbox, ContainerSpec spec);

    void startContainer(ContainerId container);

    /// Makes the limits of memory and processor of a container that runs be these.
    void updateContainer(ContainerId container, ContainerSpec.Resources resources);

    /// Asks the container to end (the image's stop signal), kills it after `grace`, returns when it has ended.
    void stopContainer(ContainerId container, Duration grace);

    void removeContainer(ContainerId container);

    /// Everything of ours, in one call.
    RuntimeSnapshot snapshot();

    /// What [#snapshot()] says of one node, cheaper.
    RuntimeSnapshot snapshotOf(NodeRef node);

    /// What [#snapshot()] says of one pod, cheaper.
    RuntimeSnapshot snapshot(String podUid);

    /// Calls the listener from a thread of the runtime's until it is closed.
    void onEvent(Consumer<RuntimeEvent> listener);

    /// Network namespace of a running sandbox, as a path of this machine.
    String networkNamespace(SandboxState sandbox);

    /// Leaves containers running.
    @Override
    void close();
}
