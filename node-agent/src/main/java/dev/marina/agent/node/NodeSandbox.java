package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.RuntimeSnapshot;
import dev.marina.agent.runtime.SandboxSpec;
import dev.marina.agent.runtime.SandboxState;
import java.util.Map;
import java.util.Optional;

/// A container whose network namespace is the node's own: Docker can join containers only, and pods with `hostNetwork` join it. Where the node's network
/// is there before, it shares that.
final class NodeSandbox {

    private final NodeRef node;
    private final AgentServices agent;

    NodeSandbox(NodeRef node, AgentServices agent) {
        this.node = node;
        this.agent = agent;
    }

    /// Of the pod that stands for the node.
    String podUid() {
        return "node-" + node.id();
    }

    /// As it runs; a new one where none does.
    SandboxState ensure() {
        String uid = podUid();
        RuntimeSnapshot mine = agent.runtime().snapshot(uid);
        Optional<SandboxState> running = mine.runningSandbox();
        if (running.isPresent()) {
            return running.get();
        }
        mine.sandboxes().forEach(dead -> agent.runtime().remove(dead.id()));
        int attempt = mine.sandboxes().stream().mapToInt(SandboxState::attempt).max().orElse(-1) + 1;
        agent.runtime()
                .runSandbox(
                        new SandboxSpec(new PodRef(node, "", "", uid), attempt, node.name(), agent.runtime().nodeNetwork(), Map.of(),
                                agent.cgroups().system(node.id())));
        return agent.runtime().snapshot(uid).runningSandbox().orElseThrow(() -> new RuntimeFailure("sandbox of node %s ended at once".formatted(node)));
    }
}
