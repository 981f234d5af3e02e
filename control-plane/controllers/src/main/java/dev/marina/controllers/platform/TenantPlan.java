package dev.marina.controllers.platform;

import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What has to be done next about a Tenant object.
sealed interface TenantPlan {

    /// Mark it as ours before anything is made that would be left behind.
    record Adopt() implements TenantPlan {}

    record OpenNamespace() implements TenantPlan {}

    /// The namespace of this name is not this tenant's, or not any more.
    record AwaitName(String reason, String message) implements TenantPlan {}

    record WritePlan(Map<String, String> data) implements TenantPlan {}

    /// Everything is there.
    record Keep() implements TenantPlan {}

    /// Everything in it goes with it.
    record CloseNamespace(Namespace namespace) implements TenantPlan {}

    record AwaitClosed() implements TenantPlan {}

    record Remove() implements TenantPlan {}

    /// Somebody else's finalizer keeps it.
    record Nothing() implements TenantPlan {}

    static TenantPlan of(Tenant tenant, Optional<Namespace> namespace, Optional<ConfigMap> plan) {
        boolean ours = Finalizers.TENANT.holds(tenant);
        Optional<Namespace> own = namespace.filter(found -> belongs(found, tenant));
        if (tenant.getMetadata().getDeletionTimestamp() != null) {
            return !ours
                    ? new Nothing()
                    : own.<TenantPlan>map(found -> terminating(found) ? new AwaitClosed() : new CloseNamespace(found)).orElse(new Remove());
        }
        if (!ours) {
            return new Adopt();
        }
        if (namespace.isEmpty()) {
            return new OpenNamespace();
        }
        if (terminating(namespace.get())) {
            return new AwaitName("NameInUse", "an earlier namespace of this name is still being removed");
        }
        if (own.isEmpty()) {
            return new AwaitName("NameInUse", "there is a namespace of this name that is not the tenant's");
        }
        Map<String, String> limits = limits(tenant).data();
        return plan.filter(present -> limits.equals(Objects.requireNonNullElse(present.getData(), Map.of()))).isPresent() ? new Keep() : new WritePlan(limits);
    }

    private static PlanLimits limits(Tenant tenant) {
        return Objects.requireNonNullElse(tenant.getSpec().limits(), PlanLimits.of(Map.of()));
    }

    private static boolean belongs(Namespace namespace, Tenant tenant) {
        Map<String, String> labels = Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
        String id = labels.getOrDefault(Labels.TENANT_ID, labels.get(Labels.TENANT_ID_BEFORE));
        return tenant.getSpec().id().equals(id);
    }

    private static boolean terminating(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() != null;
    }
}
