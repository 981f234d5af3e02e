package dev.marina.controllers.platform;

import dev.marina.api.Document;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.PlanLimits;
import dev.marina.model.Tenant;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Makes the namespace that a Tenant object asks for and keeps the tenant's plan in it; removes it with everything in it.
final class TenantReconciler implements Reconciler {

    private static final Duration SOON = Duration.ofMillis(500);

    private final ManagementCluster management;

    TenantReconciler(ManagementCluster management) {
        this.management = management;
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Tenant> found = management.is(turn.cluster()) ? turn.find(Types.TENANTS) : Optional.empty();
        return found.map(tenant -> carryOut(turn, tenant)).orElse(Outcome.SETTLED);
    }

    /// One step; each brings an event that leads to the next one, but for those that wait.
    private Outcome carryOut(Turn turn, Tenant tenant) {
        String name = tenant.getMetadata().getName();
        Snapshot snapshot = turn.snapshot();
        TenantPlan plan = TenantPlan.of(tenant, snapshot.find(Types.NAMESPACES, "", name), snapshot.find(Types.CONFIG_MAPS, name, PlanLimits.NAME));
        return switch (plan) {
            case TenantPlan.Adopt _ -> {
                Finalizers.TENANT.hold(turn, Types.TENANTS, tenant);
                yield Outcome.SETTLED;
            }
            case TenantPlan.OpenNamespace _ -> {
                turn.writes().create(Types.NAMESPACES, new NamespaceBuilder().withNewMetadata().withName(name)
                        .addToLabels(Labels.TENANT_ID, tenant.getSpec().id()).addToLabels(Labels.TENANT, name).endMetadata().build());
                yield Outcome.SETTLED;
            }
            case TenantPlan.AwaitName(String reason, String message) -> {
                say(turn, tenant, Tenant.PENDING, reason, message);
                yield Outcome.recheckAfter(SOON);
            }
            case TenantPlan.WritePlan(Map<String, String> data) -> {
                writePlan(turn, name, data);
                yield Outcome.SETTLED;
            }
            case TenantPlan.Keep _ -> {
                boolean suspended = Boolean.TRUE.equals(tenant.getSpec().suspended());
                say(turn, tenant, suspended ? Tenant.SUSPENDED : Tenant.READY, suspended ? "Suspended" : "TakesClusters",
                        suspended ? "its members are kept out and its nodes are taken away" : "the namespace takes clusters");
                yield Outcome.SETTLED;
            }
            case TenantPlan.CloseNamespace(var namespace) -> {
                say(turn, tenant, Tenant.DELETING, "Deleting", "the tenant's clusters are being removed");
                turn.writes().delete(Types.NAMESPACES, namespace);
                yield Outcome.SETTLED;
            }
            case TenantPlan.AwaitClosed _ -> Outcome.recheckAfter(SOON);
            case TenantPlan.Remove _ -> {
                Finalizers.TENANT.release(turn, Types.TENANTS, tenant);
                yield Outcome.SETTLED;
            }
            case TenantPlan.Nothing _ -> Outcome.SETTLED;
        };
    }

    private static void writePlan(Turn turn, String namespace, Map<String, String> data) {
        ConfigMap wanted = new ConfigMapBuilder().withNewMetadata().withNamespace(namespace).withName(PlanLimits.NAME).endMetadata().withData(data).build();
        Optional<ConfigMap> present = turn.snapshot().find(Types.CONFIG_MAPS, namespace, PlanLimits.NAME);
        if (present.isEmpty()) {
            turn.writes().create(Types.CONFIG_MAPS, wanted);
        } else {
            turn.writes().update(Types.CONFIG_MAPS, new ConfigMapBuilder(present.get()).withData(data).build());
        }
    }

    private static void say(Turn turn, Tenant tenant, String phase, String reason, String message) {
        Tenant.Status before = tenant.getStatus();
        Tenant.Status status = new Tenant.Status(phase, tenant.getMetadata().getGeneration(),
                Ready.condition(before == null ? List.of() : before.conditions(), phase.equals(Tenant.READY), reason, message, turn.now()));
        if (!Objects.equals(before, status)) {
            turn.writes().merge(Types.TENANTS, tenant, "status", patch -> patch.set("status", Document.mapper().valueToTree(status)));
        }
    }
}
