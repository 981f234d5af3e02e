package dev.marina.agent.node;

import dev.marina.agent.pod.PodContainers;
import dev.marina.agent.watch.Watched;
import dev.marina.net.service.ServiceName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Objects of a cluster with only what a node needs of them: tenants may write hundreds of kilobytes of annotations into each, and
/// all tenants of the machine share one agent.
final class Stripped {

    static final String SERVICE_NAME = "kubernetes.io/service-name";

    private static final Set<String> UNREAD = Set.of("annotations", "managedFields", "ownerReferences", "finalizers");

    /// Of labels that are kept of one pod or namespace.
    private static final int LABELS = 8 * 1024;
    /// Of selectors, addresses and ports that are kept of one policy.
    private static final int POLICY = 16 * 1024;
    /// Alternatives, each a peer with a port, and exceptions of addresses.
    private static final int ALTERNATIVES = 512;
    private static final int NAMED_PORTS = 64;
    /// Addresses that are read of one Service of type LoadBalancer.
    private static final int POINTS = 8;
    private static final String CUT = "marina.dev/cut";

    private Stripped() {}

    static Watched<Service> services() {
        return new Watched<>(Service.class, "/api/v1/services", Optional.empty(), UNREAD, service -> new ServiceBuilder()
                .withMetadata(identity(service.getMetadata()).withLabels(ofProxies(service.getMetadata())).build()).withNewSpecLike(service.getSpec())
                .withSelector(Map.of()).endSpec()
                .withNewStatus().withNewLoadBalancer().withIngress(points(service)).endLoadBalancer().endStatus().build());
    }

    private static Map<String, String> ofProxies(ObjectMeta service) {
        Map<String, String> labels = new HashMap<>(service.getLabels() == null ? Map.of() : service.getLabels());
        labels.keySet().retainAll(ServiceFeed.LEFT_TO_OTHERS);
        return labels;
    }

    private static List<LoadBalancerIngress> points(Service service) {
        return service.getStatus() == null || service.getStatus().getLoadBalancer() == null
                ? List.of()
                : service.getStatus().getLoadBalancer().getIngress().stream().limit(POINTS).toList();
    }

    static Watched<EndpointSlice> slices() {
        return new Watched<>(EndpointSlice.class, "/apis/discovery.k8s.io/v1/endpointslices", Optional.empty(), UNREAD, slice -> new EndpointSliceBuilder(slice)
                .withMetadata(identity(slice.getMetadata()).withLabels(serviceName(slice.getMetadata())).build()).build());
    }

    /// Pods that have a node.
    static Watched<Pod> pods() {
        return new Watched<>(Pod.class, "/api/v1/pods", Optional.of("spec.nodeName!="), UNREAD, pod -> {
            boolean cut = length(pod.getMetadata().getLabels()) > LABELS;
            return new PodBuilder().withMetadata(identity(pod.getMetadata()).withLabels(cut ? Map.of(CUT, "true") : pod.getMetadata().getLabels()).build())
                    .withNewSpec().withNodeName(pod.getSpec().getNodeName()).withHostNetwork(pod.getSpec().getHostNetwork())
                    .addNewContainer().withPorts(PodContainers.serving(pod).flatMap(container -> container.getPorts().stream())
                            .filter(port -> port.getName() != null).limit(NAMED_PORTS).toList())
                    .endContainer().endSpec()
                    .withNewStatus().withPhase(pod.getStatus() == null ? null : pod.getStatus().getPhase())
                    .withPodIPs(pod.getStatus() == null ? List.of() : pod.getStatus().getPodIPs()).endStatus().build();
        });
    }

    static boolean tooManyLabels(HasMetadata object) {
        return object.getMetadata().getLabels() != null && object.getMetadata().getLabels().containsKey(CUT);
    }

    /// One with too many labels has none that anybody could select it by.
    static Watched<Namespace> namespaces() {
        return new Watched<>(Namespace.class, "/api/v1/namespaces", Optional.empty(), UNREAD, namespace -> {
            boolean cut = length(namespace.getMetadata().getLabels()) > LABELS;
            return new NamespaceBuilder().withMetadata(identity(namespace.getMetadata())
                    .withLabels(cut ? Map.of(CUT, "true") : namespace.getMetadata().getLabels()).build()).build();
        });
    }

    /// @param full asked whether there are so many policies that no more are read
    static Watched<NetworkPolicy> policies(Predicate<NetworkPolicy> full) {
        return new Watched<>(NetworkPolicy.class, "/apis/networking.k8s.io/v1/networkpolicies", Optional.empty(), UNREAD,
                policy -> full.test(policy) || tooLarge(policy.getSpec())
                        ? stub(policy)
                        : new NetworkPolicyBuilder(policy)
                                .withMetadata(identity(policy.getMetadata()).build()).build());
    }

    /// Whether only a stub was kept of the policy: it isolates as the policy does, or more, and allows nothing.
    static boolean cut(NetworkPolicy policy) {
        return tooManyLabels(policy);
    }

    static NetworkPolicy stub(NetworkPolicy policy) {
        NetworkPolicySpec spec = policy.getSpec();
        boolean selectorToo = length(spec.getPodSelector()) > LABELS;
        List<String> types = spec.getPolicyTypes().isEmpty() ? List.of("Ingress", "Egress") : spec.getPolicyTypes().stream().distinct().toList();
        return new NetworkPolicyBuilder().withMetadata(identity(policy.getMetadata()).withLabels(Map.of(CUT, "true")).build())
                .withNewSpec().withPodSelector(selectorToo ? null : spec.getPodSelector()).withPolicyTypes(types).endSpec().build();
    }

    private static boolean tooLarge(NetworkPolicySpec spec) {
        int alternatives = 0;
        int length = length(spec.getPodSelector());
        for (NetworkPolicyIngressRule rule : spec.getIngress()) {
            alternatives += alternatives(rule.getFrom(), rule.getPorts());
            length += rule.getFrom().stream().mapToInt(Stripped::length).sum();
        }
        for (NetworkPolicyEgressRule rule : spec.getEgress()) {
            alternatives += alternatives(rule.getTo(), rule.getPorts());
            length += rule.getTo().stream().mapToInt(Stripped::length).sum();
        }
        return alternatives > ALTERNATIVES || length > POLICY;
    }

    private static int alternatives(List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports) {
        int exceptions = peers.stream().map(NetworkPolicyPeer::getIpBlock).filter(Objects::nonNull).mapToInt(block -> block.getExcept().size()).sum();
        return (Math.max(1, peers.size()) + exceptions) * Math.max(1, ports.size());
    }

    private static int length(NetworkPolicyPeer peer) {
        return length(peer.getPodSelector()) + length(peer.getNamespaceSelector());
    }

    private static int length(LabelSelector selector) {
        return selector == null
                ? 0
                : length(selector.getMatchLabels()) + selector.getMatchExpressions().stream()
                        .mapToInt(one -> one.getKey().length() + one.getValues().stream().mapToInt(String::length).sum() + one.getValues().size()).sum();
    }

    private static int length(Map<String, String> labels) {
        return labels == null ? 0 : labels.entrySet().stream().mapToInt(label -> label.getKey().length() + label.getValue().length()).sum();
    }

    /// The Service whose endpoints these are.
    static Optional<ServiceName> owner(EndpointSlice slice) {
        return Optional.ofNullable(slice.getMetadata().getLabels()).map(labels -> labels.get(SERVICE_NAME))
                .map(service -> new ServiceName(slice.getMetadata().getNamespace(), service));
    }

    private static ObjectMetaBuilder identity(ObjectMeta full) {
        return new ObjectMetaBuilder().withNamespace(full.getNamespace()).withName(full.getName()).withUid(full.getUid())
                .withResourceVersion(full.getResourceVersion());
    }

    private static Map<String, String> serviceName(ObjectMeta slice) {
        String service = slice.getLabels() == null ? null : slice.getLabels().get(SERVICE_NAME);
        return service == null ? Map.of() : Map.of(SERVICE_NAME, service);
    }
}
