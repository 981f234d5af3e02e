package dev.marina.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.net.IpPrefix;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.FrontProxy;
import dev.marina.model.VolumeDriver;
import dev.marina.store.ClusterRecord;
import java.util.ArrayList;
import java.util.List;

/// The objects that are stored when a cluster is made, because predicates, claims or watchers need them to be real. Roles and
/// their bindings are not among them: those are shared by all clusters until somebody changes one.
record InitialObjects(String serverCa) {

    /// Every node listens at this address for its pods and forwards to the API server.
    private static final String API_ADDRESS = "169.254.1.1";
    private static final int API_PORT = 6443;
    private static final String AUTHENTICATION = "extension-apiserver-authentication";
    private static final List<String> NAMESPACES = List.of("default", "kube-node-lease", "kube-public", "kube-system");

    List<Document> of(ClusterRecord cluster, String serviceCidr) {
        List<Document> all = new ArrayList<>();
        for (String namespace : NAMESPACES) {
            all.add(namespace(namespace));
            all.add(object("v1", "ServiceAccount", namespace, "default"));
            all.add(object("v1", "ConfigMap", namespace, "kube-root-ca.crt").edited(node -> {
                node.withObject("/metadata").putObject("annotations").put("kubernetes.io/description",
                        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.");
                node.putObject("data").put("ca.crt", serverCa);
            }));
        }
        all.addAll(kept(cluster, serviceCidr));
        all.add(storageClass());
        return all;
    }

    /// Those that a cluster has to have at any time: clusters that were made before there were such objects get them, and so does one
    /// whose users deleted them.
    List<Document> kept(ClusterRecord cluster, String serviceCidr) {
        return List.of(kubernetes(IpPrefix.require(serviceCidr).first().plus(1).toString()), kubernetesEndpoints(), kubernetesSlice(), services(serviceCidr),
                authentication(cluster), authenticationReader(), driver(),
                priority("system-cluster-critical", 2_000_000_000,
                        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
                priority("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node."));
    }

    private static Document namespace(String name) {
        return object("v1", "Namespace", "", name).edited(node -> {
            node.withObject("/metadata").putObject("labels").put("kubernetes.io/metadata.name", name);
            node.putObject("spec").putArray("finalizers").add("kubernetes");
            node.putObject("status").put("phase", "Active");
        });
    }

    private static Document kubernetes(String address) {
        return object("v1", "Service", "default", "kubernetes").edited(node -> {
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
    private static Document kubernetesEndpoints() {
        return object("v1", "Endpoints", "default", "kubernetes").edited(node -> {
            labels(node).put("endpointslice.kubernetes.io/skip-mirror", "true");
            ObjectNode subset = node.putArray("subsets").addObject();
            subset.putArray("addresses").addObject().put("ip", API_ADDRESS);
            subset.putArray("ports").addObject().put("name", "https").put("port", API_PORT).put("protocol", "TCP");
        });
    }

    private static Document kubernetesSlice() {
        return object("discovery.k8s.io/v1", "EndpointSlice", "default", "kubernetes").edited(node -> {
            labels(node).put("kubernetes.io/service-name", "kubernetes");
            node.put("addressType", "IPv4");
            ObjectNode endpoint = node.putArray("endpoints").addObject();
            endpoint.putArray("addresses").add(API_ADDRESS);
            endpoint.putObject("conditions").put("ready", true);
            node.putArray("ports").addObject().put("name", "https").put("port", API_PORT).put("protocol", "TCP");
        });
    }

    private static Document services(String cidr) {
        return object("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes").edited(node -> node.putObject("spec").putArray("cidrs").add(cidr));
    }

    /// By what a further API's server knows the cluster's users and its front proxy.
    private static Document authentication(ClusterRecord cluster) {
        return object("v1", "ConfigMap", "kube-system", AUTHENTICATION).edited(node -> node.putObject("data")
                .put("client-ca-file", ClusterKeys.authorityPem(cluster))
                .put("requestheader-allowed-names", "[\"" + FrontProxy.NAME + "\"]")
                .put("requestheader-client-ca-file", FrontProxy.authorityPem(cluster))
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
                .put("requestheader-username-headers", "[\"X-Remote-User\"]"));
    }

    private static Document authenticationReader() {
        return object("rbac.authorization.k8s.io/v1", "Role", "kube-system", "extension-apiserver-authentication-reader").edited(node -> {
            labels(node).put("kubernetes.io/bootstrapping", "rbac-defaults");
            node.withObject("/metadata").putObject("annotations").put("rbac.authorization.kubernetes.io/autoupdate", "true");
            ObjectNode rule = node.putArray("rules").addObject();
            rule.putArray("apiGroups").add("");
            rule.putArray("resources").add("configmaps");
            rule.putArray("resourceNames").add(AUTHENTICATION);
            rule.putArray("verbs").add("get").add("list").add("watch");
        });
    }

    private static Document priority(String name, int value, String description) {
        return object("scheduling.k8s.io/v1", "PriorityClass", "", name).edited(
                node -> node.put("value", value).put("description", description).put("preemptionPolicy", "PreemptLowerPriority").put("globalDefault", false));
    }

    /// Its volumes are where their nodes are: nothing is attached, and kubelets of other makes need not wait for that.
    private static Document driver() {
        return object("storage.k8s.io/v1", "CSIDriver", "", VolumeDriver.NAME).edited(node -> {
            ObjectNode spec = node.putObject("spec").put("attachRequired", false).put("podInfoOnMount", false).put("storageCapacity", false)
                    .put("fsGroupPolicy", "ReadWriteOnceWithFSType").put("requiresRepublish", false).put("seLinuxMount", false);
            spec.putArray("volumeLifecycleModes").add("Persistent");
        });
    }

    private static Document storageClass() {
        return object("storage.k8s.io/v1", "StorageClass", "", "standard").edited(node -> {
            node.withObject("/metadata").putObject("annotations").put("storageclass.kubernetes.io/is-default-class", "true");
            node.put("provisioner", VolumeDriver.NAME).put("reclaimPolicy", "Delete").put("volumeBindingMode", "WaitForFirstConsumer")
                    .put("allowVolumeExpansion", true);
        });
    }

    private static ObjectNode labels(ObjectNode node) {
        return node.withObject("/metadata").putObject("labels");
    }

    private static Document object(String apiVersion, String kind, String namespace, String name) {
        Document object = Document.object(apiVersion, kind).with(name, "metadata", "name");
        return namespace.isEmpty() ? object : object.with(namespace, "metadata", "namespace");
    }
}
