package dev.marina.agent.node;

import dev.marina.agent.node.PolicyObjects.Changed;
import dev.marina.agent.runtime.NodeRef;
import dev.marina.net.NodeNetwork;
import dev.marina.net.policy.PolicyName;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the cluster's NetworkPolicies, and what they speak of, to the node's network: what changed, all of it at first. What is
/// beyond the limits is told in events.
final class PolicyDelivery implements PolicyObjects.Member, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyDelivery.class);
    private static final Duration LONGEST_REST = Duration.ofSeconds(10);
    private static final String REASON = "NetworkPolicyLimit";

    private final NodeRef node;
    private final Supplier<Optional<PolicyObjects>> objects;
    private final Supplier<NodeNetwork> network;
    private final EventRecorder events;
    private final DeliveryLoop loop;
    /// Changed since they were brought. Guarded by itself, `all` too.
    private final Set<Changed> changed = new LinkedHashSet<>();
    private boolean all;
    /// Only the loop's thread uses it.
    private boolean crowded;

    /// @param objects of the cluster; none once nobody watches them
    PolicyDelivery(NodeRef node, Supplier<Optional<PolicyObjects>> objects, Supplier<NodeNetwork> network, EventRecorder events) {
        this.node = node;
        this.objects = objects;
        this.network = network;
        this.events = events;
        loop = new DeliveryLoop("policies " + node, this::deliver, LONGEST_REST);
    }

    void start() {
        loop.start();
    }

    @Override
    public void policiesListed() {
        synchronized (changed) {
            all = true;
        }
        loop.wake();
    }

    @Override
    public void changed(Changed what) {
        synchronized (changed) {
            changed.add(what);
        }
        loop.wake();
    }

    private boolean deliver() {
        Optional<PolicyObjects> known = objects.get().filter(PolicyObjects::known);
        if (known.isEmpty()) {
            return true; // who follows them tells when they are
        }
        List<Changed> named;
        boolean everything;
        synchronized (changed) {
            named = List.copyOf(changed);
            everything = all;
            changed.clear();
            all = false;
        }
        try {
            if (everything || !named.isEmpty()) {
                room(network.get().policies(everything ? known.get().everything() : known.get().change(named)));
            }
        } catch (RuntimeException | Error failure) {
            LOG.atWarn().addKeyValue("node", node).addKeyValue("error", failure.toString()).log("policies not brought to the node");
            synchronized (changed) {
                changed.addAll(named);
                all |= everything;
            }
            loop.wake();
            return false;
        }
        tellOfCut(known.get(), everything
                ? known.get().cutOnes()
                : named.stream().filter(Changed.OfPolicy.class::isInstance)
                        .map(one -> ((Changed.OfPolicy) one).name()).toList());
        return true;
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
