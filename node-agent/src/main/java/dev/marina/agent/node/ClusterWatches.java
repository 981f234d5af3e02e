package dev.marina.agent.node;

import dev.marina.agent.runtime.NodeRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.watch.ListWatch;
import dev.marina.net.service.ServiceName;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// One cluster's Services, endpoints, what its NetworkPolicies are made of, what it has switched off and its Corefile, watched once for all of its nodes on this machine. The
/// watch asks as the node that came first; when that one leaves, as the next one, and goes on from where it stood. Thread-safe.
final class ClusterWatches {

    /// Hears of changes, on a thread of the watch: must not block.
    interface Member {

        /// All Services and endpoints are known now, or were listed again.
        void listed();

        /// This Service or its endpoints have changed.
        void changed(ServiceName service);
    }

    /// @param components hears of what is switched off
    /// @param corefile hears of the Corefile
    private record Joined(KubernetesClient client, Member member, PolicyObjects.Member policies, Runnable components, Runnable corefile) {}

    private record Watched(ListWatch<Service> services, ListWatch<EndpointSlice> slices, PolicyObjects policies, ComponentObjects components,
            CorefileObject corefile) {
        void reconnect() {
            services.reconnect();
            slices.reconnect();
            policies.reconnect();
            components.reconnect();
            corefile.reconnect();
        }

        void close() {
            services.close();
            slices.close();
            policies.close();
            components.close();
            corefile.close();
        }
    }

    /// Guards `joined` and `watching` while nodes come and go.
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<NodeRef, Joined> joined = new LinkedHashMap<>();
    private volatile Watched watching;
    private volatile KubernetesClient client;
    private volatile List<Member> told = List.of();
    private volatile List<PolicyObjects.Member> toldOfPolicies = List.of();
    private volatile List<Runnable> toldOfComponents = List.of();
    private volatile List<Runnable> toldOfCorefile = List.of();
    private volatile Optional<NodeRef> speaker = Optional.empty();
    /// Slices of each Service by their names. Only the slices' watch changes it.
    private final Map<ServiceName, Map<String, EndpointSlice>> byService = new ConcurrentHashMap<>();

    /// Does not wait: `member`, `policies`, `components` and `corefile` hear when all is known, at once if it is.
    void join(NodeRef node, KubernetesClient client, Member member, PolicyObjects.Member policies, Runnable components, Runnable corefile) {
        changing.lock();
        try {
            joined.put(node, new Joined(client, member, policies, components, corefile));
            follow();
            if (watching == null) {
                watching = new Watched(new ListWatch<>(() -> this.client, Stripped.services(), new Services()).start(),
                        new ListWatch<>(() -> this.client, Stripped.slices(), new Slices()).start(),
                        new PolicyObjects(() -> this.client, () -> toldOfPolicies).start(),
                        new ComponentObjects(() -> this.client, () -> toldOfComponents.forEach(Runnable::run)).start(),
                        new CorefileObject(() -> this.client, () -> toldOfCorefile.forEach(Runnable::run)).start());
            }
        } finally {
            changing.unlock();
        }
        if (known()) {
            member.listed();
        }
        if (policies().filter(PolicyObjects::known).isPresent()) {
            policies.policiesListed();
        }
        if (components().filter(ComponentObjects::known).isPresent()) {
            components.run();
        }
        if (corefile().filter(CorefileObject::known).isPresent()) {
            corefile.run();
        }
    }

    /// May be called twice. The node's client is used no more.
    void leave(NodeRef node) {
        changing.lock();
        try {
            Joined left = joined.remove(node);
            if (left == null) {
                return;
            }
            follow();
            if (joined.isEmpty()) {
                watching.close();
                watching = null;
                byService.clear();
            } else if (left.client != joined.values().iterator().next().client) {
                watching.reconnect();
            }
        } finally {
            changing.unlock();
        }
    }

    private void follow() {
        client = joined.isEmpty() ? null : joined.values().iterator().next().client;
        told = joined.values().stream().map(Joined::member).toList();
        toldOfPolicies = joined.values().stream().map(Joined::policies).toList();
        toldOfCorefile = joined.values().stream().map(Joined::corefile).toList();
        speaker = joined.keySet().stream().findFirst();
        toldOfComponents = joined.values().stream().map(Joined::components).toList();
    }

    /// Whether all Services and endpoints are known.
    boolean known() {
        Watched now = watching;
        return now != null && now.services.listed() && now.slices.listed();
    }

    /// None as long as nobody has joined.
    Optional<PolicyObjects> policies() {
        return Optional.ofNullable(watching).map(Watched::policies);
    }

    /// None as long as nobody has joined.
    Optional<ComponentObjects> components() {
        return Optional.ofNullable(watching).map(Watched::components);
    }

    /// None as long as nobody has joined.
    Optional<CorefileObject> corefile() {
        return Optional.ofNullable(watching).map(Watched::corefile);
    }

    /// Whether this is the one of the cluster's nodes here that says what is so for all of them.
    boolean speaks(NodeRef node) {
        return speaker.filter(node::equals).isPresent();
    }

    Collection<Service> services() {
        Watched now = watching;
        return now == null ? List.of() : now.services.items();
    }

    /// Throws [RuntimeFailure] as long as they are not known.
    List<Service> services(String namespace) {
        if (!known()) {
            throw new RuntimeFailure("services have not yet been read at least once, cannot construct envvars");
        }
        return services().stream().filter(service -> namespace.equals(service.getMetadata().getNamespace())).toList();
    }

    Optional<Service> service(ServiceName name) {
        Watched now = watching;
        return now == null ? Optional.empty() : now.services.find(name.namespace(), name.name());
    }

    Collection<EndpointSlice> slices(ServiceName name) {
        return byService.getOrDefault(name, Map.of()).values();
    }

    private void listed() {
        if (known()) {
            told.forEach(Member::listed);
        }
    }

    private void changed(ServiceName service) {
        // Before that, all is told at once.
        if (known()) {
            told.forEach(member -> member.changed(service));
        }
    }

    private final class Services implements ListWatch.Listener<Service> {
        @Override
        public void put(Service service) {
            changed(name(service));
        }

        @Override
        public void gone(Service service) {
            changed(name(service));
        }

        @Override
        public void listed() {
            ClusterWatches.this.listed();
        }

        private static ServiceName name(Service service) {
            return new ServiceName(service.getMetadata().getNamespace(), service.getMetadata().getName());
        }
    }

    private final class Slices implements ListWatch.Listener<EndpointSlice> {

        /// Which Service each slice belonged to: its label may change.
        private final Map<String, ServiceName> owners = new ConcurrentHashMap<>();

        @Override
        public void put(EndpointSlice slice) {
            Optional<ServiceName> owner = Stripped.owner(slice);
            if (!owner.equals(Optional.ofNullable(owners.get(key(slice))))) {
                gone(slice);
            }
            owner.ifPresent(service -> {
                owners.put(key(slice), service);
                byService.computeIfAbsent(service, _ -> new ConcurrentHashMap<>()).put(slice.getMetadata().getName(), slice);
                changed(service);
            });
        }

        @Override
        public void gone(EndpointSlice slice) {
            ServiceName owner = owners.remove(key(slice));
            if (owner != null) {
                byService.computeIfPresent(owner, (_, slices) -> {
                    slices.remove(slice.getMetadata().getName());
                    return slices.isEmpty() ? null : slices;
                });
                changed(owner);
            }
        }

        @Override
        public void listed() {
            ClusterWatches.this.listed();
        }

        private static String key(EndpointSlice slice) {
            return slice.getMetadata().getNamespace() + "/" + slice.getMetadata().getName();
        }
    }
}
