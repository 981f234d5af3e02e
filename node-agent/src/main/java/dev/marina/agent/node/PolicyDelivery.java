package dev.marina.agent.node;

import dev.marina.agent.node.DeliveryLoop.Changes;
import dev.marina.agent.node.PolicyObjects.Changed;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.net.NodeNetwork;
import dev.marina.net.policy.PolicyName;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Brings the cluster's NetworkPolicies, and what they speak of, to the node's network: what changed, all of it at first. What is
/// beyond the limits is told in events.
final class PolicyDelivery implements PolicyObjects.Member, AutoCloseable {

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);
    private static final String REASON = "NetworkPolicyLimit";

    private final NodeRef node;
    private final Supplier<Optional<PolicyObjects>> objects;
    private final Supplier<NodeNetwork> network;
    private final EventRecorder events;
    private final DeliveryLoop<Changed> loop;
    /// Only the loop's thread uses it.
    private boolean crowded;

    /// @param objects of the cluster; none once nobody watches them
    PolicyDelivery(NodeRef node, Supplier<Optional<PolicyObjects>> objects, Supplier<NodeNetwork> network, EventRecorder events, DeliveryPace pace) {
        this.node = node;
        this.objects = objects;
        this.network = network;
        this.events = events;
        loop = new DeliveryLoop<>("policies", node, () -> known().isPresent(), this::bring, pace, LONGEST_REST);
    }

    void start() {
        loop.start();
    }

    private Optional<PolicyObjects> known() {
        return objects.get().filter(PolicyObjects::known);
    }

    @Override
    public void policiesListed() {
        loop.everything();
    }

    @Override
    public void changed(Changed what) {
        loop.changed(what);
    }

    private void bring(Changes<Changed> changes) {
        PolicyObjects of = known().orElseThrow(() -> new IllegalStateException("nobody watches the cluster's policies"));
        room(network.get().policies(changes.everything() ? of.everything() : of.change(changes.named())));
        tellOfCut(of, changes.everything()
                ? of.cutOnes()
                : changes.named().stream().filter(Changed.OfPolicy.class::isInstance)
                        .map(one -> ((Changed.OfPolicy) one).name()).toList());
    }

    private void room(boolean enough) {
        if (!enough && !crowded) {
            warn(new ObjectReferenceBuilder().withKind("Node").withName(node.name()).withUid(node.name()).build(),
                    "NetworkPolicies come to more than a node can hold: what is beyond is not allowed");
        }
        crowded = !enough;
    }

    private void tellOfCut(PolicyObjects known, Iterable<PolicyName> policies) {
        for (PolicyName policy : policies) {
            known.cut(policy).ifPresent(uid -> warn(new ObjectReferenceBuilder().withKind("NetworkPolicy").withApiVersion("networking.k8s.io/v1")
                    .withNamespace(policy.namespace()).withName(policy.name()).withUid(uid).build(),
                    "the policy has more peers, ports or labels than can be followed, or there are too many policies: "
                            + "its pods are isolated, and it allows nothing"));
        }
    }

    private void warn(ObjectReference about, String message) {
        events.record(about, "Warning", REASON, message);
    }

    @Override
    public void close() {
        loop.close();
    }
}
