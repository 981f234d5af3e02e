package dev.marina.apiserver.types;

import dev.marina.api.GroupVersionKind;
import dev.marina.apiserver.registry.ResourceRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The types that every cluster serves, and those of the management cluster beside them. The lists are literal: what is not
/// here is not served and stands in no discovery document.
public final class BuiltinTypes {

    private static final String API = "io.k8s.api.";
    private static final ResourceRegistry TENANT = registry(tenantTypes());
    private static final ResourceRegistry MANAGEMENT = registry(Stream.concat(tenantTypes().stream(), marinaTypes().stream()).toList());

    private BuiltinTypes() {}

    /// What a tenant's cluster serves.
    public static ResourceRegistry tenant() {
        return TENANT;
    }

    /// What the management cluster serves.
    public static ResourceRegistry management() {
        return MANAGEMENT;
    }

    private static ResourceRegistry registry(List<TypeBuilder> types) {
        return ResourceRegistry.of(types.stream().map(TypeBuilder::build).toList());
    }

    private static TypeBuilder core(String kind, String plural) {
        return new TypeBuilder("", "v1", kind, plural, API + "core.v1");
    }

    private static List<TypeBuilder> tenantTypes() {
        List<TypeBuilder> types = new ArrayList<>(coreTypes());
        types.addAll(groupTypes());
        return types;
    }

    private static List<TypeBuilder> coreTypes() {
        GroupVersionKind pod = new GroupVersionKind("", "v1", "Pod");
        return List.of(
                core("ConfigMap", "configmaps").shortNames("cm").strategy(new DataStrategy()),
                core("Endpoints", "endpoints").shortNames("ep"),
                core("Event", "events").shortNames("ev").strategy(new EventStrategy()),
                core("LimitRange", "limitranges").shortNames("limits"),
                core("Namespace", "namespaces").cluster().shortNames("ns").strategy(new NamespaceStrategy()).status()
                        .subresource("finalize", new GroupVersionKind("", "v1", "Namespace"), "update"),
                core("Node", "nodes").cluster().shortNames("no").strategy(new NodeStrategy()).status(),
                core("PersistentVolumeClaim", "persistentvolumeclaims").shortNames("pvc").strategy(new ClaimStrategy()).status(),
                core("PersistentVolume", "persistentvolumes").cluster().shortNames("pv").strategy(new VolumeStrategy()).status(),
                core("Pod", "pods").shortNames("po").all().strategy(new PodStrategy()).status()
                        .subresource("binding", new GroupVersionKind("", "v1", "Binding"), "create")
                        .subresource("eviction", new GroupVersionKind("policy", "v1", "Eviction"), "create")
                        .subresource("log", pod, "get")
                        .subresource("exec", new GroupVersionKind("", "v1", "PodExecOptions"), "create", "get")
                        .subresource("attach", new GroupVersionKind("", "v1", "PodAttachOptions"), "create", "get")
                        .subresource("portforward", new GroupVersionKind("", "v1", "PodPortForwardOptions"), "create", "get"),
                core("ResourceQuota", "resourcequotas").shortNames("quota").strategy(new QuotaStrategy()).status(),
                core("Secret", "secrets").strategy(new DataStrategy()),
                core("ServiceAccount", "serviceaccounts").shortNames("sa")
                        .subresource("token", new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"), "create"),
                core("Service", "services").shortNames("svc").all().strategy(new ServiceStrategy()).status());
    }

    private static List<TypeBuilder> groupTypes() {
        String rbac = "rbac.authorization.k8s.io";
        String storage = "storage.k8s.io";
        String authorization = "authorization.k8s.io";
        return List.of(
                new TypeBuilder("apps", "v1", "Deployment", "deployments", API + "apps.v1").shortNames("deploy").all()
                        .strategy(new WorkloadStrategy()).status().scale(),
                new TypeBuilder("apps", "v1", "ReplicaSet", "replicasets", API + "apps.v1").shortNames("rs").all()
                        .strategy(new WorkloadStrategy()).status().scale(),
                new TypeBuilder("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", API + "authentication.v1").cluster().createOnly(),
                new TypeBuilder("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", API + "authentication.v1").cluster().createOnly(),
                new TypeBuilder(authorization, "v1", "LocalSubjectAccessReview", "localsubjectaccessreviews", API + "authorization.v1").createOnly(),
                new TypeBuilder(authorization, "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", API + "authorization.v1").cluster().createOnly(),
                new TypeBuilder(authorization, "v1", "SelfSubjectRulesReview", "selfsubjectrulesreviews", API + "authorization.v1").cluster().createOnly(),
                new TypeBuilder(authorization, "v1", "SubjectAccessReview", "subjectaccessreviews", API + "authorization.v1").cluster().createOnly(),
                new TypeBuilder("coordination.k8s.io", "v1", "Lease", "leases", API + "coordination.v1"),
                new TypeBuilder("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", API + "discovery.v1").strategy(new EndpointSliceStrategy()),
                new TypeBuilder(rbac, "v1", "ClusterRoleBinding", "clusterrolebindings", API + "rbac.v1").cluster().strategy(new BindingStrategy()),
                new TypeBuilder(rbac, "v1", "ClusterRole", "clusterroles", API + "rbac.v1").cluster().strategy(new RoleStrategy()),
                new TypeBuilder(rbac, "v1", "RoleBinding", "rolebindings", API + "rbac.v1").strategy(new BindingStrategy()),
                new TypeBuilder(rbac, "v1", "Role", "roles", API + "rbac.v1").strategy(new RoleStrategy()),
                new TypeBuilder("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", API + "scheduling.v1").cluster().shortNames("pc")
                        .strategy(new PriorityClassStrategy()),
                new TypeBuilder(storage, "v1", "CSIDriver", "csidrivers", API + "storage.v1").cluster(),
                new TypeBuilder(storage, "v1", "CSINode", "csinodes", API + "storage.v1").cluster(),
                new TypeBuilder(storage, "v1", "StorageClass", "storageclasses", API + "storage.v1").cluster().shortNames("sc").strategy(new StorageClassStrategy()),
                new TypeBuilder(storage, "v1", "VolumeAttachment", "volumeattachments", API + "storage.v1").cluster()
                        .strategy(new StatusStrategy()).status());
    }

    private static List<TypeBuilder> marinaTypes() {
        String group = "marina.dev";
        return List.of(
                new TypeBuilder(group, "v1", "Cluster", "clusters", "dev.marina.v1").strategy(new ClusterStrategy()).status()
                        .subresource("usercredentials", new GroupVersionKind(group, "v1", "UserCredentials"), "create"),
                new TypeBuilder(group, "v1", "NodePool", "nodepools", "dev.marina.v1").shortNames("np").strategy(new NodePoolStrategy())
                        .status().scale(),
                new TypeBuilder(group, "v1", "Machine", "machines", "dev.marina.v1").cluster().strategy(new StatusStrategy()).status()
                        .subresource("nodecredentials", new GroupVersionKind(group, "v1", "NodeCredentials"), "create"));
    }
}
