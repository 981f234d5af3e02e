package dev.marina.agent.node;

import dev.marina.agent.identity.ApiFailures;
import dev.marina.agent.identity.Identity;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.model.FaultCase;
import dev.marina.model.Machine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Since when which faults of a node are in effect, and what its agent met then. Only the node's own thread uses it.
final class FaultEffects {

    private final NodeRef node;
    private final AgentServices agent;
    private List<Machine.InEffect> known = List.of();

    FaultEffects(NodeRef node, AgentServices agent) {
        this.node = node;
        this.agent = agent;
    }

    /// These are in effect now.
    void note(Breakage broken) {
        Optional<String> refusal = broken.has(FaultCase.CERTIFICATE_EXPIRED) ? Optional.of(showExpired()) : Optional.empty();
        known = broken.faults().stream().map(fault -> effect(fault, refusal)).toList();
    }

    /// Null where there are none.
    List<Machine.InEffect> told() {
        return known.isEmpty() ? null : known;
    }

    /// What was met first stays: it is told once, not with every look.
    private Machine.InEffect effect(Machine.NodeFault fault, Optional<String> refusal) {
        boolean met = fault.type().equals(FaultCase.CERTIFICATE_EXPIRED.text());
        return known.stream().filter(before -> before.uid().equals(fault.uid())).findFirst()
                .orElseGet(() -> new Machine.InEffect(fault.fault(), fault.uid(), now(), met ? refusal.orElse(null) : null));
    }

    /// What the API server says to a certificate whose time is over.
    private String showExpired() {
        Identity over = agent.identities().requestExpired(node).identity();
        String shown = "x509: certificate valid until %s, shown at %s".formatted(over.expires(), now());
        try (KubernetesClient stranger = over.client()) {
            stranger.nodes().withName(node.name()).get();
            return shown + ": the API server took it";
        } catch (KubernetesClientException refused) {
            return "%s: the API server answers %d %s".formatted(shown, refused.getCode(), ApiFailures.words(refused));
        }
    }

    private String now() {
        return agent.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
