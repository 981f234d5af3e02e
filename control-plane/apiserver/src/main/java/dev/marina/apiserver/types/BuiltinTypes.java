package dev.marina.apiserver.types;

import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.types.addons.AddOnType;
import dev.marina.apiserver.types.admissionregistration.MutatingAdmissionPolicyBindingType;
import dev.marina.apiserver.types.admissionregistration.MutatingAdmissionPolicyType;
import dev.marina.apiserver.types.admissionregistration.MutatingWebhookConfigurationType;
import dev.marina.apiserver.types.admissionregistration.ValidatingAdmissionPolicyBindingType;
import dev.marina.apiserver.types.admissionregistration.ValidatingAdmissionPolicyType;
import dev.marina.apiserver.types.admissionregistration.ValidatingWebhookConfigurationType;
import dev.marina.apiserver.types.apiextensions.CustomResourceDefinitionType;
import dev.marina.apiserver.types.apiregistration.ApiServiceType;
import dev.marina.apiserver.types.applications.ApplicationType;
import dev.marina.apiserver.types.apps.ControllerRevisionType;
import dev.marina.apiserver.types.apps.DaemonSetType;
import dev.marina.apiserver.types.apps.DeploymentType;
import dev.marina.apiserver.types.apps.ReplicaSetType;
import dev.marina.apiserver.types.apps.StatefulSetType;
import dev.marina.apiserver.types.authentication.SelfSubjectReviewType;
import dev.marina.apiserver.types.authentication.TokenReviewType;
import dev.marina.apiserver.types.authorization.LocalSubjectAccessReviewType;
import dev.marina.apiserver.types.authorization.SelfSubjectAccessReviewType;
import dev.marina.apiserver.types.authorization.SelfSubjectRulesReviewType;
import dev.marina.apiserver.types.authorization.SubjectAccessReviewType;
import dev.marina.apiserver.types.autoscaling.HorizontalPodAutoscalerType;
import dev.marina.apiserver.types.autoscaling.HorizontalPodAutoscalerV1Type;
import dev.marina.apiserver.types.batch.CronJobType;
import dev.marina.apiserver.types.batch.JobType;
import dev.marina.apiserver.types.builds.BuildType;
import dev.marina.apiserver.types.certificates.CertificateSigningRequestType;
import dev.marina.apiserver.types.coordination.LeaseType;
import dev.marina.apiserver.types.core.BindingType;
import dev.marina.apiserver.types.core.ComponentStatusType;
import dev.marina.apiserver.types.core.ConfigMapType;
import dev.marina.apiserver.types.core.EndpointsType;
import dev.marina.apiserver.types.core.EventType;
import dev.marina.apiserver.types.core.LimitRangeType;
import dev.marina.apiserver.types.core.NamespaceType;
import dev.marina.apiserver.types.core.NodeType;
import dev.marina.apiserver.types.core.PersistentVolumeClaimType;
import dev.marina.apiserver.types.core.PersistentVolumeType;
import dev.marina.apiserver.types.core.PodTemplateType;
import dev.marina.apiserver.types.core.PodType;
import dev.marina.apiserver.types.core.ReplicationControllerType;
import dev.marina.apiserver.types.core.ResourceQuotaType;
import dev.marina.apiserver.types.core.SecretType;
import dev.marina.apiserver.types.core.ServiceAccountType;
import dev.marina.apiserver.types.core.ServiceType;
import dev.marina.apiserver.types.discovery.EndpointSliceType;
import dev.marina.apiserver.types.flowcontrol.FlowSchemaType;
import dev.marina.apiserver.types.flowcontrol.PriorityLevelConfigurationType;
import dev.marina.apiserver.types.learn.ExamRunType;
import dev.marina.apiserver.types.learn.ExamType;
import dev.marina.apiserver.types.learn.LabRunType;
import dev.marina.apiserver.types.learn.LabSourceType;
import dev.marina.apiserver.types.learn.LabType;
import dev.marina.apiserver.types.marina.BackupScheduleType;
import dev.marina.apiserver.types.marina.BackupType;
import dev.marina.apiserver.types.marina.ClockType;
import dev.marina.apiserver.types.marina.ClusterType;
import dev.marina.apiserver.types.marina.ControllerType;
import dev.marina.apiserver.types.marina.FaultType;
import dev.marina.apiserver.types.marina.MachineType;
import dev.marina.apiserver.types.marina.NodeComponentType;
import dev.marina.apiserver.types.marina.NodePoolType;
import dev.marina.apiserver.types.marina.PacketTraceType;
import dev.marina.apiserver.types.marina.PlanType;
import dev.marina.apiserver.types.marina.TwoWorldsType;
import dev.marina.apiserver.types.marina.RestoreType;
import dev.marina.apiserver.types.marina.TenantType;
import dev.marina.apiserver.types.metrics.NodeMetricsType;
import dev.marina.apiserver.types.metrics.PodMetricsType;
import dev.marina.apiserver.types.networking.IPAddressType;
import dev.marina.apiserver.types.networking.IngressClassType;
import dev.marina.apiserver.types.networking.IngressType;
import dev.marina.apiserver.types.networking.NetworkPolicyType;
import dev.marina.apiserver.types.networking.ServiceCIDRType;
import dev.marina.apiserver.types.node.RuntimeClassType;
import dev.marina.apiserver.types.policy.PodDisruptionBudgetType;
import dev.marina.apiserver.types.rbac.ClusterRoleBindingType;
import dev.marina.apiserver.types.rbac.ClusterRoleType;
import dev.marina.apiserver.types.rbac.RoleBindingType;
import dev.marina.apiserver.types.rbac.RoleType;
import dev.marina.apiserver.types.resource.DeviceClassType;
import dev.marina.apiserver.types.resource.ResourceClaimTemplateType;
import dev.marina.apiserver.types.resource.ResourceClaimType;
import dev.marina.apiserver.types.resource.ResourceSliceType;
import dev.marina.apiserver.types.scheduling.PodGroupType;
import dev.marina.apiserver.types.scheduling.PriorityClassType;
import dev.marina.apiserver.types.scheduling.WorkloadType;
import dev.marina.apiserver.types.storage.CSIDriverType;
import dev.marina.apiserver.types.storage.CSINodeType;
import dev.marina.apiserver.types.storage.CSIStorageCapacityType;
import dev.marina.apiserver.types.storage.StorageClassType;
import dev.marina.apiserver.types.storage.VolumeAttachmentType;
import dev.marina.apiserver.types.storage.VolumeAttributesClassType;
import java.util.List;
import java.util.stream.Stream;

/// The types that every cluster serves, and those of the management cluster beside them. The lists are literal: what is not
/// here is not served and stands in no discovery document.
public final class BuiltinTypes {

    private static final List<ResourceDefinition> TENANT_TYPES = List.of(
            BindingType.DEFINITION,
            ComponentStatusType.DEFINITION,
            ConfigMapType.DEFINITION,
            EndpointsType.DEFINITION,
            EventType.DEFINITION,
            LimitRangeType.DEFINITION,
            NamespaceType.DEFINITION,
            NodeType.DEFINITION,
            PersistentVolumeClaimType.DEFINITION,
            PersistentVolumeType.DEFINITION,
            PodTemplateType.DEFINITION,
            PodType.DEFINITION,
            ReplicationControllerType.DEFINITION,
            ResourceQuotaType.DEFINITION,
            SecretType.DEFINITION,
            ServiceAccountType.DEFINITION,
            ServiceType.DEFINITION,
            MutatingAdmissionPolicyType.DEFINITION,
            MutatingAdmissionPolicyBindingType.DEFINITION,
            MutatingWebhookConfigurationType.DEFINITION,
            ValidatingAdmissionPolicyType.DEFINITION,
            ValidatingAdmissionPolicyBindingType.DEFINITION,
            ValidatingWebhookConfigurationType.DEFINITION,
            ApiServiceType.DEFINITION,
            ControllerRevisionType.DEFINITION,
            DaemonSetType.DEFINITION,
            DeploymentType.DEFINITION,
            ReplicaSetType.DEFINITION,
            StatefulSetType.DEFINITION,
            HorizontalPodAutoscalerType.DEFINITION,
            HorizontalPodAutoscalerV1Type.DEFINITION,
            CronJobType.DEFINITION,
            JobType.DEFINITION,
            SelfSubjectReviewType.DEFINITION,
            TokenReviewType.DEFINITION,
            LocalSubjectAccessReviewType.DEFINITION,
            SelfSubjectAccessReviewType.DEFINITION,
            SelfSubjectRulesReviewType.DEFINITION,
            SubjectAccessReviewType.DEFINITION,
            CustomResourceDefinitionType.DEFINITION,
            CertificateSigningRequestType.DEFINITION,
            LeaseType.DEFINITION,
            NodeMetricsType.DEFINITION,
            PodMetricsType.DEFINITION,
            dev.marina.apiserver.types.events.EventType.DEFINITION,
            EndpointSliceType.DEFINITION,
            IngressClassType.DEFINITION,
            IngressType.DEFINITION,
            IPAddressType.DEFINITION,
            NetworkPolicyType.DEFINITION,
            ServiceCIDRType.DEFINITION,
            FlowSchemaType.DEFINITION,
            PriorityLevelConfigurationType.DEFINITION,
            ClusterRoleBindingType.DEFINITION,
            ClusterRoleType.DEFINITION,
            RoleBindingType.DEFINITION,
            RoleType.DEFINITION,
            RuntimeClassType.DEFINITION,
            PodDisruptionBudgetType.DEFINITION,
            DeviceClassType.DEFINITION,
            ResourceClaimTemplateType.DEFINITION,
            ResourceClaimType.DEFINITION,
            ResourceSliceType.DEFINITION,
            PodGroupType.DEFINITION,
            PriorityClassType.DEFINITION,
            WorkloadType.DEFINITION,
            ClockType.DEFINITION,
            ControllerType.DEFINITION,
            NodeComponentType.DEFINITION,
            FaultType.DEFINITION,
            PacketTraceType.DEFINITION,
            PlanType.DEFINITION,
            TwoWorldsType.DEFINITION,
            AddOnType.DEFINITION,
            ApplicationType.DEFINITION,
            BuildType.DEFINITION,
            ExamType.DEFINITION,
            ExamRunType.DEFINITION,
            LabType.DEFINITION,
            LabRunType.DEFINITION,
            LabSourceType.DEFINITION,
            CSIDriverType.DEFINITION,
            CSINodeType.DEFINITION,
            CSIStorageCapacityType.DEFINITION,
            StorageClassType.DEFINITION,
            VolumeAttachmentType.DEFINITION,
            VolumeAttributesClassType.DEFINITION);

    private static final List<ResourceDefinition> MARINA_TYPES = List.of(
            BackupType.DEFINITION,
            BackupScheduleType.DEFINITION,
            ClusterType.DEFINITION,
            MachineType.DEFINITION,
            NodePoolType.DEFINITION,
            RestoreType.DEFINITION,
            TenantType.DEFINITION);

    private static final ResourceRegistry TENANT = ResourceRegistry.of(TENANT_TYPES);
    private static final ResourceRegistry MANAGEMENT = ResourceRegistry.of(Stream.concat(TENANT_TYPES.stream(), MARINA_TYPES.stream()).toList());

    private BuiltinTypes() {}

    /// What a tenant's cluster serves.
    public static ResourceRegistry tenant() {
        return TENANT;
    }

    /// What the management cluster serves.
    public static ResourceRegistry management() {
        return MANAGEMENT;
    }
}
