package dev.marina.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.FrontProxy;
import dev.marina.model.ServiceAddresses;
import dev.marina.model.VolumeDriver;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The objects that are stored when a cluster is made, because predicates, claims or watchers need them to be real. Roles and
/// their bindings are not among them: those are shared by all clusters until somebody changes one.
final class InitialObjects {

    /// Every node listens at this address for its pods and forwards to the API server.
    private static final String API_ADDRESS = "169.254.1.1";
    private static final int API_PORT = 6443;
    private static final String AUTHENTICATION = "extension-apiserver-authentication";
    private static final String SYSTEM = "kube-system";
    /// The cluster's name server: every node answers at this address of the network of Services.
    private static final int DNS_ADDRESS = 10;
    private static final int DNS_PORT = 53;
    private static final String DNS = "kube-dns";
    /// As kubeadm writes it; nodes that find no ConfigMap act by the same.
    /// https://github.com/kubernetes/kubernetes/blob/master/cmd/kubeadm/app/phases/addons/dns/manifests.go
    private static final String COREFILE = """
            .:53 {
                errors
                health {
                   lameduck 5s
                }
                ready
                kubernetes cluster.local in-addr.arpa ip6.arpa {
                   pods insecure
                   fallthrough in-addr.arpa ip6.arpa
                   ttl 30
                }
                prometheus :9153
                forward . /etc/resolv.conf {
                   max_concurrent 1000
                }
                cache 30 {
                   disable success cluster.local
                   disable denial cluster.local
                }
                loop
                reload
                loadbalance
            }
            """;
    private static final List<String> NAMESPACES = List.of("default", "kube-node-lease", "kube-public", SYSTEM);

    private final BuiltinMachinery types;
    private final List<InitialObject> namespaces;
    private final List<InitialObject> keptAnyway;
    private final InitialObject storageClass;
    /// Of the network of Services that was last asked for: nearly all clusters have the same.
    private volatile OfNetwork ofNetwork = new OfNetwork("", List.of(), List.of());

    private record OfNetwork(String cidr, List<InitialObject> kept, List<InitialObject> others) {}

    /// @param serverCa PEM of what signs the API server's certificate
    InitialObjects(BuiltinMachinery types, String serverCa) {
        this.types = types;
        this.namespaces = NAMESPACES.stream().flatMap(namespace -> Stream.of(Optional.of(namespace(namespace)),
                Optional.of(alike("v1", "ServiceAccount", namespace, "default", _ -> {})),
                Optional.of(rootCa(namespace, serverCa)).filter(_ -> !namespace.equals(SYSTEM)))).flatMap(Optional::stream).toList();
        // Of it the other namespaces' are copies; a cluster that begins with a backup or a fork has none before.
        this.keptAnyway = List.of(rootCa(SYSTEM, serverCa), kubernetesEndpoints(), kubernetesSlice(), authentication(), authenticationReader(), corefile(),
                driver(),
                priority("system-cluster-critical", 2_000_000_000,
                        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
                priority("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node."));
        this.storageClass = storageClass();
    }

    List<InitialObject> of(String serviceCidr) {
        OfNetwork network = network(serviceCidr);
        return Stream.of(namespaces, network.kept, keptAnyway, network.others, List.of(storageClass)).flatMap(List::stream).toList();
    }

    /// Those that a cluster has to have at any time: clusters that were made before there were such objects get them, and so does one
    /// whose users deleted them.
    Stream<InitialObject> kept(String serviceCidr) {
        return Stream.concat(network(serviceCidr).kept.stream(), keptAnyway.stream());
    }

    private OfNetwork network(String cidr) {
        OfNetwork known = ofNetwork;
        if (!known.cidr.equals(cidr)) {
            IpAddress apiService = IpPrefix.require(cidr).first().plus(1);
            IpAddress dns = IpPrefix.require(cidr).first().plus(DNS_ADDRESS);
            known = new OfNetwork(cidr,
                    List.of(kubernetes(apiService.toString()), services(cidr), dns(dns.toString()), dnsEndpoints(dns.toString()), dnsSlice(dns.toString())),
                    List.of(address(apiService, "default", "kubernetes"), address(dns, SYSTEM, DNS)));
            ofNetwork = known;
        }
        return known;
    }

    /// One that differs between clusters in nothing but its uid and its date.
    private InitialObject alike(String apiVersion, String kind, String namespace, String name, Consumer<ObjectNode> rest) {
        return InitialObject.alike(types, types.definition(GroupVersionKind.of(apiVersion, kind)), namespace, name, rest);
    }

    private InitialObject namespace(String name) {
        return alike("v1", "Namespace", "", name, node -> {
            node.withObject("/metadata").putObject("labels").put("kubernetes.io/metadata.name", name);
            node.putObject("spec").putArray("finalizers").add("kubernetes");
            node.putObject("status").put("phase", "Active");
        });
    }

    private InitialObject rootCa(String namespace, String serverCa) {
        return alike("v1", "ConfigMap", namespace, "kube-root-ca.crt", node -> {
            node.withObject("/metadata").putObject("annotations").put("kubernetes.io/description",
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.");
            node.putObject("data").put("ca.crt", serverCa);
        });
    }

    private InitialObject kubernetes(String address) {
        return alike("v1", "Service", "default", "kubernetes", node -> {
            labels(node).put("component", "apiserver").put("provider", "kubernetes");
            ObjectNode spec = node.putObject("spec");
            spec.put("type", "ClusterIP").put("clusterIP", address).put("sessionAffinity", "None").put("ipFamilyPolicy", "SingleStack")
                    .put("internalTrafficPolicy", "Cluster");
            spec.putArray("clusterIPs").add(address);
            spec.putArray("ipFamilies").add("IPv4");
            spec.putArray("ports").addObject().put("name", "https").put("port", 443).put("protocol", "TCP").put("targetPort", API_PORT);
            node.putObject("status").putObject("loadBalancer");
        });
    }

    /// The older form; nobody has to make slices of it.
    private InitialObject kubernetesEndpoints() {
        return alike("v1", "Endpoints", "default", "kubernetes", node -> {
            labels(node).put("endpointslice.kubernetes.io/skip-mirror", "true");
            ObjectNode subset = node.putArray("subsets").addObject();
            subset.putArray("addresses").addObject().put("ip", API_ADDRESS);
            subset.putArray("ports").addObject().put("name", "https").put("port", API_PORT).put("protocol", "TCP");
        });
    }

    private InitialObject kubernetesSlice() {
        return alike("discovery.k8s.io/v1", "EndpointSlice", "default", "kubernetes", node -> {
            labels(node).put("kubernetes.io/service-name", "kubernetes");
            node.put("addressType", "IPv4");
            ObjectNode endpoint = node.putArray("endpoints").addObject();
            endpoint.putArray("addresses").add(API_ADDRESS);
            endpoint.putObject("conditions").put("ready", true);
            node.putArray("ports").addObject().put("name", "https").put("port", API_PORT).put("protocol", "TCP");
        });
    }

    /// Where pods ask for names. It has no selector: there are no pods behind it, each node answers itself.
    private InitialObject dns(String address) {
        return alike("v1", "Service", SYSTEM, DNS, node -> {
            labels(node).put("k8s-app", DNS).put("kubernetes.io/cluster-service", "true").put("kubernetes.io/name", "CoreDNS");
            ObjectNode spec = node.putObject("spec");
            spec.put("type", "ClusterIP").put("clusterIP", address).put("sessionAffinity", "None").put("ipFamilyPolicy", "SingleStack")
                    .put("internalTrafficPolicy", "Cluster");
            spec.putArray("clusterIPs").add(address);
            spec.putArray("ipFamilies").add("IPv4");
            ArrayNode ports = spec.putArray("ports");
            ports.addObject().put("name", "dns").put("port", DNS_PORT).put("protocol", "UDP").put("targetPort", DNS_PORT);
            ports.addObject().put("name", "dns-tcp").put("port", DNS_PORT).put("protocol", "TCP").put("targetPort", DNS_PORT);
            node.putObject("status").putObject("loadBalancer");
        });
    }

    private InitialObject dnsEndpoints(String address) {
        return alike("v1", "Endpoints", SYSTEM, DNS, node -> {
            labels(node).put("endpointslice.kubernetes.io/skip-mirror", "true").put("k8s-app", DNS);
            ObjectNode subset = node.putArray("subsets").addObject();
            subset.putArray("addresses").addObject().put("ip", address);
            dnsPorts(subset);
        });
    }

    private InitialObject dnsSlice(String address) {
        return alike("discovery.k8s.io/v1", "EndpointSlice", SYSTEM, DNS, node -> {
            labels(node).put("k8s-app", DNS).put("kubernetes.io/service-name", DNS);
            node.put("addressType", "IPv4");
            ObjectNode endpoint = node.putArray("endpoints").addObject();
            endpoint.putArray("addresses").add(address);
            endpoint.putObject("conditions").put("ready", true);
            dnsPorts(node);
        });
    }

    private static void dnsPorts(ObjectNode holder) {
        ArrayNode ports = holder.putArray("ports");
        ports.addObject().put("name", "dns").put("port", DNS_PORT).put("protocol", "UDP");
        ports.addObject().put("name", "dns-tcp").put("port", DNS_PORT).put("protocol", "TCP");
    }

    private InitialObject corefile() {
        return alike("v1", "ConfigMap", SYSTEM, "coredns", node -> node.putObject("data").put("Corefile", COREFILE));
    }

    /// As its controller would leave it, and so with nothing for that to write.
    private InitialObject services(String cidr) {
        return alike("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes", node -> {
            node.withObject("/metadata").putArray("finalizers").add(ServiceAddresses.CIDR_FINALIZER);
            node.putObject("spec").putArray("cidrs").add(cidr);
            node.putObject("status").putArray("conditions").addObject().put("type", "Ready").put("status", "True")
                    .put("lastTransitionTime", InitialObject.CREATED).put("reason", "").put("message", ServiceAddresses.CIDR_READY);
        });
    }

    /// As its controller would make it.
    private InitialObject address(IpAddress service, String namespace, String name) {
        return alike("networking.k8s.io/v1", "IPAddress", "", service.toString(), node -> {
            labels(node).put(ServiceAddresses.FAMILY, ServiceAddresses.family(service.six())).put(ServiceAddresses.MANAGED_BY, ServiceAddresses.MANAGER);
            node.putObject("spec").putObject("parentRef").put("resource", "services").put("namespace", namespace).put("name", name);
        });
    }

    /// By what a further API's server knows the cluster's users and its front proxy.
    private InitialObject authentication() {
        return InitialObject.own(types, types.definition(new GroupVersionKind("", "v1", "ConfigMap")), "kube-system", AUTHENTICATION,
                (cluster, node) -> node.putObject("data")
                        .put("client-ca-file", ClusterKeys.authorityPem(cluster))
                        .put("requestheader-allowed-names", "[\"" + FrontProxy.NAME + "\"]")
                        .put("requestheader-client-ca-file", FrontProxy.authorityPem(cluster))
                        .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]")
                        .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                        .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
                        .put("requestheader-username-headers", "[\"X-Remote-User\"]"));
    }

    private InitialObject authenticationReader() {
        return alike("rbac.authorization.k8s.io/v1", "Role", "kube-system", "extension-apiserver-authentication-reader", node -> {
            labels(node).put("kubernetes.io/bootstrapping", "rbac-defaults");
            node.withObject("/metadata").putObject("annotations").put("rbac.authorization.kubernetes.io/autoupdate", "true");
            ObjectNode rule = node.putArray("rules").addObject();
            rule.putArray("apiGroups").add("");
            rule.putArray("resources").add("configmaps");
            rule.putArray("resourceNames").add(AUTHENTICATION);
            rule.putArray("verbs").add("get").add("list").add("watch");
        });
    }

    private InitialObject priority(String name, int value, String description) {
        return alike("scheduling.k8s.io/v1", "PriorityClass", "", name,
                node -> node.put("value", value).put("description", description).put("preemptionPolicy", "PreemptLowerPriority").put("globalDefault", false));
    }

    /// Its volumes are where their nodes are: nothing is attached, and kubelets of other makes need not wait for that.
    private InitialObject driver() {
        return alike("storage.k8s.io/v1", "CSIDriver", "", VolumeDriver.NAME, node -> {
            ObjectNode spec = node.putObject("spec").put("attachRequired", false).put("podInfoOnMount", false).put("storageCapacity", false)
                    .put("fsGroupPolicy", "ReadWriteOnceWithFSType").put("requiresRepublish", false).put("seLinuxMount", false);
            spec.putArray("volumeLifecycleModes").add("Persistent");
        });
    }

    private InitialObject storageClass() {
        return alike("storage.k8s.io/v1", "StorageClass", "", "standard", node -> {
            node.withObject("/metadata").putObject("annotations").put("storageclass.kubernetes.io/is-default-class", "true");
            node.put("provisioner", VolumeDriver.NAME).put("reclaimPolicy", "Delete").put("volumeBindingMode", "WaitForFirstConsumer")
                    .put("allowVolumeExpansion", true);
        });
    }

    private static ObjectNode labels(ObjectNode node) {
        return node.withObject("/metadata").putObject("labels");
    }
}
