package dev.marina.controllers;

import dev.marina.controllers.acme.CertificateReconciler;
import dev.marina.controllers.addon.AddOnReconciler;
import dev.marina.controllers.apiservice.AvailabilityReconciler;
import dev.marina.controllers.apiservice.RegistrationReconciler;
import dev.marina.controllers.attachdetach.AttachmentReconciler;
import dev.marina.controllers.application.ApplicationDomain;
import dev.marina.controllers.application.ApplicationReconciler;
import dev.marina.controllers.bootstrapsigner.BootstrapSignerReconciler;
import dev.marina.controllers.certificateapproval.ApprovalReconciler;
import dev.marina.controllers.certificatesigningrequest.AnsweredRequestReconciler;
import dev.marina.controllers.customresourcedefinition.DefinitionReconciler;
import dev.marina.controllers.cronjob.CronJobReconciler;
import dev.marina.controllers.daemonset.DaemonSetReconciler;
import dev.marina.controllers.deployment.DeploymentReconciler;
import dev.marina.controllers.disruption.DisruptionReconciler;
import dev.marina.controllers.endpointslice.EndpointSliceReconciler;
import dev.marina.controllers.endpointslice.EndpointsReconciler;
import dev.marina.controllers.endpointslicemirroring.EndpointSliceMirroringReconciler;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Controllers;
import dev.marina.controllers.engine.EngineMetrics;
import dev.marina.controllers.engine.Services;
import dev.marina.controllers.engine.Together;
import dev.marina.controllers.ephemeralvolume.EphemeralVolumeReconciler;
import dev.marina.controllers.eventttl.EventTtlReconciler;
import dev.marina.controllers.fault.FaultReconciler;
import dev.marina.controllers.flowcontrol.FlowSchemaReconciler;
import dev.marina.controllers.flowcontrol.PriorityLevelReconciler;
import dev.marina.controllers.garbagecollector.GarbageReconciler;
import dev.marina.controllers.horizontalpodautoscaling.HorizontalPodAutoscalerReconciler;
import dev.marina.controllers.ingress.IngressReconciler;
import dev.marina.controllers.job.FinishedJobReconciler;
import dev.marina.controllers.job.JobReconciler;
import dev.marina.controllers.loadbalancer.AddressReconciler;
import dev.marina.controllers.loadbalancer.BalancerReconciler;
import dev.marina.controllers.loadbalancer.ElsewhereReconciler;
import dev.marina.controllers.loadbalancer.GrantReconciler;
import dev.marina.controllers.namespace.NamespaceReconciler;
import dev.marina.controllers.nodelifecycle.NodeLifecycleReconciler;
import dev.marina.controllers.platform.PlatformControllers;
import dev.marina.controllers.podgc.PodGarbageReconciler;
import dev.marina.controllers.replicaset.ReplicaSetReconciler;
import dev.marina.controllers.replicationcontroller.ReplicationControllers;
import dev.marina.controllers.resourceclaim.DeviceEvictionReconciler;
import dev.marina.controllers.resourceclaim.PodClaimReconciler;
import dev.marina.controllers.resourceclaim.ResourceClaimReconciler;
import dev.marina.controllers.resourcequota.ResourceQuotaReconciler;
import dev.marina.controllers.serviceaccount.RootCaReconciler;
import dev.marina.controllers.serviceaccount.ServiceAccountReconciler;
import dev.marina.controllers.serviceaccount.TokenSecretReconciler;
import dev.marina.controllers.servicecidr.ServiceAddressReconciler;
import dev.marina.controllers.servicecidr.ServiceCidrReconciler;
import dev.marina.controllers.snapshot.GroupReconciler;
import dev.marina.controllers.snapshot.SnapshotClassReconciler;
import dev.marina.controllers.snapshot.SnapshotReconciler;
import dev.marina.controllers.statefulset.StatefulSetReconciler;
import dev.marina.controllers.tokencleaner.TokenCleanerReconciler;
import dev.marina.controllers.validatingadmissionpolicy.PolicyStatusReconciler;
import dev.marina.controllers.volume.AttributesClassReconciler;
import dev.marina.controllers.volume.ClaimReconciler;
import dev.marina.controllers.volume.VolumeReconciler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Every controller there is, and how they are started.
public final class BuiltinControllers implements AutoCloseable {

    private final ExecutorService eventWriter;
    private final Controllers controllers;
    private final EngineMetrics metrics;

    private BuiltinControllers(ExecutorService eventWriter, Controllers controllers, EngineMetrics metrics) {
        this.eventWriter = eventWriter;
        this.controllers = controllers;
        this.metrics = metrics;
    }

    /// Starts all of them for all clusters of this process.
    public static BuiltinControllers start(ControllerContext context) {
        return start(context, List.of());
    }

    /// @param further controllers that are made elsewhere and run beside these, in real clusters only
    public static BuiltinControllers start(ControllerContext context, List<Controller> further) {
        ExecutorService eventWriter = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("controllers-events").factory());
        Services services = context.services(eventWriter, Together.SIDE_BY_SIDE);
        EngineMetrics metrics = new EngineMetrics();
        List<Controller> all = new ArrayList<>(list(context));
        all.addAll(further);
        Controllers controllers = new Controllers(services, all, metrics);
        controllers.start();
        return new BuiltinControllers(eventWriter, controllers, metrics);
    }

    /// One line each.
    public static List<Controller> list(ControllerContext context) {
        List<Controller> list = new ArrayList<>();
        list.addAll(PlatformControllers.list(context.store(), context.provisioning(), context.nodeSubnet()));
        list.add(ClaimReconciler.controller());
        list.add(VolumeReconciler.controller());
        list.add(AttributesClassReconciler.controller());
        list.add(AttachmentReconciler.controller());
        list.add(SnapshotReconciler.controller());
        list.add(SnapshotClassReconciler.controller());
        list.add(GroupReconciler.controller());
        list.add(SnapshotClassReconciler.ofGroups());
        list.add(DefinitionReconciler.controller());
        list.add(RegistrationReconciler.controller());
        list.add(AvailabilityReconciler.controller(context.discovery()));
        list.add(NamespaceReconciler.controller(context.further()));
        list.add(GarbageReconciler.controller());
        list.add(NodeLifecycleReconciler.controller());
        list.add(FaultReconciler.controller(context.store()));
        list.add(DeploymentReconciler.controller());
        list.add(ReplicaSetReconciler.controller());
        list.add(ReplicationControllers.controller());
        list.add(StatefulSetReconciler.controller());
        list.add(DaemonSetReconciler.controller());
        list.add(CronJobReconciler.controller());
        list.add(JobReconciler.controller());
        list.add(HorizontalPodAutoscalerReconciler.controller(context.reads()));
        list.add(FinishedJobReconciler.controller());
        list.add(EndpointSliceReconciler.controller());
        list.add(EndpointsReconciler.controller());
        list.add(ServiceCidrReconciler.controller());
        list.add(ServiceAddressReconciler.controller());
        list.add(ServiceAccountReconciler.controller());
        list.add(RootCaReconciler.controller());
        list.add(TokenSecretReconciler.controller());
        list.add(ResourceQuotaReconciler.controller());
        list.add(DisruptionReconciler.controller());
        list.add(EndpointSliceMirroringReconciler.controller());
        list.add(EphemeralVolumeReconciler.controller());
        list.add(PodClaimReconciler.controller());
        list.add(ResourceClaimReconciler.controller());
        list.add(DeviceEvictionReconciler.controller());
        list.add(PodGarbageReconciler.controller());
        list.add(EventTtlReconciler.controller());
        list.add(PriorityLevelReconciler.controller(context.standingFlows()));
        list.add(FlowSchemaReconciler.controller(context.standingFlows()));
        list.add(AnsweredRequestReconciler.controller());
        list.add(ApprovalReconciler.controller());
        list.add(BootstrapSignerReconciler.controller());
        list.add(TokenCleanerReconciler.controller());
        list.add(IngressReconciler.controller(context.nodeSubnet()));
        list.add(CertificateReconciler.controller(context.certificates(), IngressReconciler.certificateAskers(),
                context.applications().map(ApplicationDomain::domain)));
        list.add(BalancerReconciler.controller(context.store(), context.loadBalancerRange()));
        list.add(AddressReconciler.controller(context.store()));
        list.add(GrantReconciler.controller(context.store()));
        list.add(ElsewhereReconciler.controller(context.store()));
        list.add(PolicyStatusReconciler.controller(context.typeChecks()));
        list.add(AddOnReconciler.controller());
        list.add(ApplicationReconciler.controller(context.store(), context.applications()));
        return list;
    }

    /// Names of those that pass tenants' gates.
    public static List<String> gated() {
        ControllerContext none = new ControllerContext(null, null, null, null, null, null, null, "100.64.0.0/16", null, null, null, List.of(),
                Optional.empty());
        return list(none).stream().filter(controller -> !controller.platform()).map(Controller::name).toList();
    }

    /// Prometheus text form.
    public String metrics() {
        return metrics.text();
    }

    /// Waits for nothing: what is under way fails and is taken up by the next owner.
    @Override
    public void close() {
        controllers.close();
        eventWriter.shutdownNow();
    }
}
