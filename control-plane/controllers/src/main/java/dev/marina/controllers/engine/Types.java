package dev.marina.controllers.engine;

import dev.marina.api.GroupResource;
import dev.marina.model.AddOn;
import dev.marina.model.Application;
import dev.marina.model.Backup;
import dev.marina.model.BackupSchedule;
import dev.marina.model.Build;
import dev.marina.model.Cluster;
import dev.marina.model.Fault;
import dev.marina.model.Machine;
import dev.marina.model.NodePool;
import dev.marina.model.Restore;
import dev.marina.model.SteeredController;
import dev.marina.model.Tenant;
import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.FlowSchema;
import io.fabric8.kubernetes.api.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttributesClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The types that controllers and the scheduler work with.
public final class Types {

    public static final ResourceType<Namespace> NAMESPACES = ResourceType.of("", "v1", "namespaces", "Namespace", false, Namespace.class);
    public static final ResourceType<Node> NODES = ResourceType.of("", "v1", "nodes", "Node", false, Node.class);
    public static final ResourceType<Pod> PODS = ResourceType.of("", "v1", "pods", "Pod", true, Pod.class);
    public static final ResourceType<Service> SERVICES = ResourceType.of("", "v1", "services", "Service", true, Service.class);
    public static final ResourceType<Endpoints> ENDPOINTS = ResourceType.of("", "v1", "endpoints", "Endpoints", true, Endpoints.class);
    public static final ResourceType<ConfigMap> CONFIG_MAPS = ResourceType.of("", "v1", "configmaps", "ConfigMap", true, ConfigMap.class);
    public static final ResourceType<Secret> SECRETS = ResourceType.of("", "v1", "secrets", "Secret", true, Secret.class);
    public static final ResourceType<ServiceAccount> SERVICE_ACCOUNTS = ResourceType.of("", "v1", "serviceaccounts", "ServiceAccount", true,
            ServiceAccount.class);
    public static final ResourceType<Event> EVENTS = ResourceType.of("", "v1", "events", "Event", true, Event.class);
    public static final ResourceType<ResourceQuota> RESOURCE_QUOTAS = ResourceType.of("", "v1", "resourcequotas", "ResourceQuota", true, ResourceQuota.class);
    public static final ResourceType<ReplicationController> REPLICATION_CONTROLLERS = ResourceType.of("", "v1", "replicationcontrollers",
            "ReplicationController", true, ReplicationController.class);
    public static final ResourceType<PersistentVolume> VOLUMES = ResourceType.of("", "v1", "persistentvolumes", "PersistentVolume", false,
            PersistentVolume.class);
    public static final ResourceType<PersistentVolumeClaim> CLAIMS = ResourceType.of("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true,
            PersistentVolumeClaim.class);
    public static final ResourceType<StorageClass> STORAGE_CLASSES = ResourceType.of("storage.k8s.io", "v1", "storageclasses", "StorageClass", false,
            StorageClass.class);
    public static final ResourceType<VolumeAttributesClass> VOLUME_ATTRIBUTES_CLASSES = ResourceType.of("storage.k8s.io", "v1", "volumeattributesclasses",
            "VolumeAttributesClass", false, VolumeAttributesClass.class);
    public static final ResourceType<CSINode> CSI_NODES = ResourceType.of("storage.k8s.io", "v1", "csinodes", "CSINode", false, CSINode.class);
    public static final ResourceType<CSIDriver> CSI_DRIVERS = ResourceType.of("storage.k8s.io", "v1", "csidrivers", "CSIDriver", false, CSIDriver.class);
    public static final ResourceType<CSIStorageCapacity> CSI_STORAGE_CAPACITIES = ResourceType.of("storage.k8s.io", "v1", "csistoragecapacities",
            "CSIStorageCapacity", true, CSIStorageCapacity.class);
    public static final ResourceType<VolumeAttachment> VOLUME_ATTACHMENTS = ResourceType.of("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment",
            false, VolumeAttachment.class);
    public static final ResourceType<PodDisruptionBudget> DISRUPTION_BUDGETS = ResourceType.of("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget",
            true, PodDisruptionBudget.class);
    public static final ResourceType<Deployment> DEPLOYMENTS = ResourceType.of("apps", "v1", "deployments", "Deployment", true, Deployment.class);
    public static final ResourceType<ReplicaSet> REPLICA_SETS = ResourceType.of("apps", "v1", "replicasets", "ReplicaSet", true, ReplicaSet.class);
    public static final ResourceType<StatefulSet> STATEFUL_SETS = ResourceType.of("apps", "v1", "statefulsets", "StatefulSet", true, StatefulSet.class);
    public static final ResourceType<DaemonSet> DAEMON_SETS = ResourceType.of("apps", "v1", "daemonsets", "DaemonSet", true, DaemonSet.class);
    public static final ResourceType<ControllerRevision> CONTROLLER_REVISIONS = ResourceType.of("apps", "v1", "controllerrevisions", "ControllerRevision", true,
            ControllerRevision.class);
    public static final ResourceType<Job> JOBS = ResourceType.of("batch", "v1", "jobs", "Job", true, Job.class);
    public static final ResourceType<CronJob> CRON_JOBS = ResourceType.of("batch", "v1", "cronjobs", "CronJob", true, CronJob.class);
    public static final ResourceType<HorizontalPodAutoscaler> AUTOSCALERS = ResourceType.of("autoscaling", "v2", "horizontalpodautoscalers",
            "HorizontalPodAutoscaler", true, HorizontalPodAutoscaler.class);
    public static final ResourceType<EndpointSlice> ENDPOINT_SLICES = ResourceType.of("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true,
            EndpointSlice.class);
    public static final ResourceType<Ingress> INGRESSES = ResourceType.of("networking.k8s.io", "v1", "ingresses", "Ingress", true, Ingress.class);
    public static final ResourceType<IngressClass> INGRESS_CLASSES = ResourceType.of("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false,
            IngressClass.class);
    public static final ResourceType<ServiceCIDR> SERVICE_CIDRS = ResourceType.of("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR", false,
            ServiceCIDR.class);
    public static final ResourceType<IPAddress> IP_ADDRESSES = ResourceType.of("networking.k8s.io", "v1", "ipaddresses", "IPAddress", false, IPAddress.class);
    public static final ResourceType<Lease> LEASES = ResourceType.of("coordination.k8s.io", "v1", "leases", "Lease", true, Lease.class);
    public static final ResourceType<CertificateSigningRequest> SIGNING_REQUESTS = ResourceType.of("certificates.k8s.io", "v1", "certificatesigningrequests",
            "CertificateSigningRequest", false, CertificateSigningRequest.class);
    public static final ResourceType<ClusterRole> CLUSTER_ROLES = ResourceType.of("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false,
            ClusterRole.class);
    public static final ResourceType<ClusterRoleBinding> CLUSTER_ROLE_BINDINGS = ResourceType.of("rbac.authorization.k8s.io", "v1", "clusterrolebindings",
            "ClusterRoleBinding", false, ClusterRoleBinding.class);
    public static final ResourceType<ResourceClaim> RESOURCE_CLAIMS = ResourceType.of("resource.k8s.io", "v1", "resourceclaims", "ResourceClaim", true,
            ResourceClaim.class);
    public static final ResourceType<ResourceClaimTemplate> RESOURCE_CLAIM_TEMPLATES = ResourceType.of("resource.k8s.io", "v1", "resourceclaimtemplates",
            "ResourceClaimTemplate", true, ResourceClaimTemplate.class);
    public static final ResourceType<DeviceClass> DEVICE_CLASSES = ResourceType.of("resource.k8s.io", "v1", "deviceclasses", "DeviceClass", false,
            DeviceClass.class);
    public static final ResourceType<ResourceSlice> RESOURCE_SLICES = ResourceType.of("resource.k8s.io", "v1", "resourceslices", "ResourceSlice", false,
            ResourceSlice.class);
    public static final ResourceType<APIService> API_SERVICES = ResourceType.of("apiregistration.k8s.io", "v1", "apiservices", "APIService", false,
            APIService.class);
    public static final ResourceType<FlowSchema> FLOW_SCHEMAS = ResourceType.of("flowcontrol.apiserver.k8s.io", "v1", "flowschemas", "FlowSchema", false,
            FlowSchema.class);
    public static final ResourceType<PriorityLevelConfiguration> PRIORITY_LEVELS = ResourceType.of("flowcontrol.apiserver.k8s.io", "v1",
            "prioritylevelconfigurations", "PriorityLevelConfiguration", false, PriorityLevelConfiguration.class);
    public static final ResourceType<Application> APPLICATIONS = ResourceType.of("apps.marina.dev", "v1", "applications", "Application", true,
            Application.class);
    public static final ResourceType<AddOn> ADD_ONS = ResourceType.of("apps.marina.dev", "v1", "addons", "AddOn", true, AddOn.class);
    public static final ResourceType<NetworkPolicy> NETWORK_POLICIES = ResourceType.of("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true,
            NetworkPolicy.class);
    public static final ResourceType<Tenant> TENANTS = ResourceType.of("marina.dev", "v1", "tenants", "Tenant", false, Tenant.class);
    public static final ResourceType<Cluster> CLUSTERS = ResourceType.of("marina.dev", "v1", "clusters", "Cluster", true, Cluster.class);
    public static final ResourceType<Backup> BACKUPS = ResourceType.of("marina.dev", "v1", "backups", "Backup", true, Backup.class);
    public static final ResourceType<BackupSchedule> BACKUP_SCHEDULES = ResourceType.of("marina.dev", "v1", "backupschedules", "BackupSchedule", true,
            BackupSchedule.class);
    public static final ResourceType<Restore> RESTORES = ResourceType.of("marina.dev", "v1", "restores", "Restore", true, Restore.class);
    public static final ResourceType<NodePool> NODE_POOLS = ResourceType.of("marina.dev", "v1", "nodepools", "NodePool", true, NodePool.class);
    public static final ResourceType<Machine> MACHINES = ResourceType.of("marina.dev", "v1", "machines", "Machine", false, Machine.class);
    public static final ResourceType<Fault> FAULTS = ResourceType.of("marina.dev", "v1", "faults", "Fault", false, Fault.class);
    public static final ResourceType<SteeredController> STEERED_CONTROLLERS = ResourceType.of("marina.dev", "v1", "controllers", "Controller", false,
            SteeredController.class);
    public static final ResourceType<Build> BUILDS = ResourceType.of("apps.marina.dev", "v1", "builds", "Build", true, Build.class);

    public static final List<ResourceType<?>> ALL = List.of(NAMESPACES, NODES, PODS, SERVICES, ENDPOINTS, CONFIG_MAPS, SECRETS,
            SERVICE_ACCOUNTS, EVENTS, RESOURCE_QUOTAS, REPLICATION_CONTROLLERS, VOLUMES, CLAIMS, STORAGE_CLASSES, VOLUME_ATTRIBUTES_CLASSES, CSI_NODES,
            CSI_DRIVERS, CSI_STORAGE_CAPACITIES, VOLUME_ATTACHMENTS,
            DISRUPTION_BUDGETS, DEPLOYMENTS,
            REPLICA_SETS,
            STATEFUL_SETS, DAEMON_SETS, CONTROLLER_REVISIONS, JOBS, CRON_JOBS, AUTOSCALERS, ENDPOINT_SLICES, INGRESSES, INGRESS_CLASSES, SERVICE_CIDRS,
            IP_ADDRESSES, LEASES, SIGNING_REQUESTS, CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS, RESOURCE_CLAIMS, RESOURCE_CLAIM_TEMPLATES, DEVICE_CLASSES,
            RESOURCE_SLICES, API_SERVICES, FLOW_SCHEMAS,
            PRIORITY_LEVELS, APPLICATIONS, BUILDS, ADD_ONS, NETWORK_POLICIES, TENANTS, CLUSTERS, NODE_POOLS, MACHINES, FAULTS, STEERED_CONTROLLERS, BACKUPS,
            BACKUP_SCHEDULES,
            RESTORES);

    private static final Map<GroupResource, String> KINDS = ALL.stream()
            .collect(Collectors.toUnmodifiableMap(ResourceType::groupResource, ResourceType::kind));

    private Types() {}

    /// The kind of such objects; empty for types that controllers do not work with.
    public static Optional<String> kind(GroupResource resource) {
        return Optional.ofNullable(KINDS.get(resource));
    }
}
