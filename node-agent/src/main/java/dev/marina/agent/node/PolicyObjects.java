package dev.marina.agent.node;

import dev.marina.agent.watch.ListWatch;
import dev.marina.net.policy.PodEntry;
import dev.marina.net.policy.PolicyChange;
import dev.marina.net.policy.PolicyEntry;
import dev.marina.net.policy.PolicyName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A cluster's NetworkPolicies and what they speak of, followed from the first list on. Members hear of changes that matter to them:
/// most of what happens to a pod does not. Thread-safe.
final class PolicyObjects implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyObjects.class);
    /// Of further ones a stub is kept.
    private static final int MOST_POLICIES = 2_000;

    /// Which object has changed; what it is now is asked when the change is delivered.
    sealed interface Changed {
        record OfPod(String uid) implements Changed {}

        record OfNamespace(String name) implements Changed {}

        record OfPolicy(PolicyName name) implements Changed {}
    }

    /// Hears on a thread of the watch: must not block.
    interface Member {

        /// All is known now, or was listed again.
        void policiesListed();

        void changed(Changed what);
    }

    private final Map<String, PodEntry> pods = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> namespaces = new ConcurrentHashMap<>();
    private final Map<PolicyName, PolicyEntry> policies = new ConcurrentHashMap<>();
    /// Uids of those of which only a stub is kept.
    private final Map<PolicyName, String> cut = new ConcurrentHashMap<>();
    private final Supplier<Collection<Member>> members;
    private final ListWatch<Pod> podWatch;
    private final ListWatch<Namespace> namespaceWatch;
    private final ListWatch<NetworkPolicy> policyWatch;

    PolicyObjects(Supplier<KubernetesClient> client, Supplier<Collection<Member>> members) {
        this.members = members;
        podWatch = new ListWatch<>(client, Stripped.pods(), new Follower<>(
                pod -> PolicyFeed.entry(pod).ifPresentOrElse(entry -> put(pods, entry.uid(), entry, new Changed.OfPod(entry.uid())), () -> forgetPod(pod)),
                this::forgetPod));
        namespaceWatch = new ListWatch<>(client, Stripped.namespaces(), new Follower<>(
                namespace -> put(namespaces, namespace.getMetadata().getName(),
                        Map.copyOf(PolicyFeed.labels(namespace.getMetadata().getLabels())),
                        new Changed.OfNamespace(namespace.getMetadata().getName())),
                namespace -> forget(namespaces, namespace.getMetadata().getName(), new Changed.OfNamespace(namespace.getMetadata().getName()))));
        policyWatch = new ListWatch<>(client, Stripped.policies(policy -> policies.size() >= MOST_POLICIES && !policies.containsKey(name(policy))),
                new Follower<>(this::putPolicy, policy -> {
                    cut.remove(name(policy));
                    forget(policies, name(policy), new Changed.OfPolicy(name(policy)));
                }));
    }

    PolicyObjects start() {
        podWatch.start();
        namespaceWatch.start();
        policyWatch.start();
        return this;
    }

    void reconnect() {
        podWatch.reconnect();
        namespaceWatch.reconnect();
        policyWatch.reconnect();
    }

    /// Whether everything has been listed.
    boolean known() {
        return podWatch.listed() && namespaceWatch.listed() && policyWatch.listed();
    }

    PolicyChange everything() {
        return PolicyChange.everything(List.copyOf(pods.values()), Map.copyOf(namespaces), List.copyOf(policies.values()));
    }

    /// What has become of these.
    PolicyChange change(Collection<Changed> named) {
        Set<PodEntry> podsNow = new LinkedHashSet<>();
        Set<String> podsGone = new LinkedHashSet<>();
        Map<String, Map<String, String>> namespacesNow = new HashMap<>();
        Set<String> namespacesGone = new LinkedHashSet<>();
        Set<PolicyEntry> policiesNow = new LinkedHashSet<>();
        Set<PolicyName> policiesGone = new LinkedHashSet<>();
        for (Changed one : named) {
            switch (one) {
                case Changed.OfPod pod -> find(pods, pod.uid()).ifPresentOrElse(podsNow::add, () -> podsGone.add(pod.uid()));
                case Changed.OfNamespace namespace -> find(namespaces, namespace.name())
                        .ifPresentOrElse(labels -> namespacesNow.put(namespace.name(), labels), () -> namespacesGone.add(namespace.name()));
                case Changed.OfPolicy policy -> find(policies, policy.name()).ifPresentOrElse(policiesNow::add, () -> policiesGone.add(policy.name()));
            }
        }
        return new PolicyChange(false, podsNow, podsGone, namespacesNow, namespacesGone, policiesNow, policiesGone);
    }

    private static <K, V> Optional<V> find(Map<K, V> in, K key) {
        return Optional.ofNullable(in.get(key));
    }

    /// The uid of a policy that is too large to be followed.
    Optional<String> cut(PolicyName policy) {
        return find(cut, policy);
    }

    Set<PolicyName> cutOnes() {
        return Set.copyOf(cut.keySet());
    }

    private void putPolicy(NetworkPolicy policy) {
        if (Stripped.cut(policy)) {
            cut.put(name(policy), policy.getMetadata().getUid());
        } else {
            cut.remove(name(policy));
        }
        put(policies, name(policy), readable(policy), new Changed.OfPolicy(name(policy)));
    }

    /// What cannot be read allows nothing.
    private static PolicyEntry readable(NetworkPolicy policy) {
        try {
            return PolicyFeed.entry(policy);
        } catch (IllegalArgumentException unreadable) {
            LOG.atWarn().addKeyValue("policy", name(policy)).addKeyValue("error", unreadable.getMessage()).log("policy not readable");
            return PolicyFeed.entry(Stripped.stub(policy));
        }
    }

    private static PolicyName name(HasMetadata policy) {
        return new PolicyName(policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    }

    private void forgetPod(Pod pod) {
        forget(pods, pod.getMetadata().getUid(), new Changed.OfPod(pod.getMetadata().getUid()));
    }

    private <K, V> void put(Map<K, V> in, K key, V value, Changed change) {
        if (!Objects.equals(in.put(key, value), value)) {
            tell(change);
        }
    }

    private <K, V> void forget(Map<K, V> in, K key, Changed change) {
        if (in.remove(key) != null) {
            tell(change);
        }
    }

    private void tell(Changed change) {
        // Before that, all is told at once.
        if (known()) {
            members.get().forEach(member -> member.changed(change));
        }
    }

    private final class Follower<T extends HasMetadata> implements ListWatch.Listener<T> {

        private final Consumer<T> put;
        private final Consumer<T> gone;

        private Follower(Consumer<T> put, Consumer<T> gone) {
            this.put = put;
            this.gone = gone;
        }

        @Override
        public void put(T object) {
            put.accept(object);
        }

        @Override
        public void gone(T last) {
            gone.accept(last);
        }

        @Override
        public void listed() {
            if (known()) {
                members.get().forEach(Member::policiesListed);
            }
        }
    }

    @Override
    public void close() {
        podWatch.close();
        namespaceWatch.close();
        policyWatch.close();
    }
}
