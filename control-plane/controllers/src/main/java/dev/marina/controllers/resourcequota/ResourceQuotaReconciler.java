package dev.marina.controllers.resourcequota;

import dev.marina.controllers.engine.ClusterKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Mapper;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.store.StoreEvent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.Optional;

/// Keeps the usage in resource quotas right.
public final class ResourceQuotaReconciler implements Reconciler {

    public static Controller controller() {
        return Controller.named("resourcequota").reconciles(Types.RESOURCE_QUOTAS)
                .alsoWatches(Types.PODS, quotasOf(), ResourceQuotaReconciler::usesMoreOrLess)
                .alsoWatches(Types.CLAIMS, quotasOf(), ResourceQuotaReconciler::comesOrGoes)
                .alsoWatches(Types.RESOURCE_CLAIMS, quotasOf(), ResourceQuotaReconciler::comesOrGoes)
                .alsoWatches(Types.SERVICES, quotasOf(), ResourceQuotaReconciler::comesOrGoes)
                .alsoWatches(Types.SECRETS, quotasOf(), ResourceQuotaReconciler::comesOrGoes)
                .alsoWatches(Types.CONFIG_MAPS, quotasOf(), ResourceQuotaReconciler::comesOrGoes)
                .workers(1).with(new ResourceQuotaReconciler());
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<ResourceQuota> quota = turn.find(Types.RESOURCE_QUOTAS).filter(each -> each.getMetadata().getDeletionTimestamp() == null);
        if (quota.isEmpty()) {
            return Outcome.SETTLED;
        }
        ResourceQuotaPlan plan = ResourceQuotaPlan.of(quota.get(), turn.snapshot());
        if (!plan.isIn(quota.get())) {
            turn.writes().updateStatus(Types.RESOURCE_QUOTAS, new ResourceQuotaBuilder(quota.get())
                    .withNewStatus().withHard(plan.hard()).withUsed(plan.usedQuantities()).endStatus().build());
        }
        return Outcome.SETTLED;
    }

    private static <T extends HasMetadata> Mapper<T> quotasOf() {
        return (object, snapshot) -> snapshot.list(Types.RESOURCE_QUOTAS, object.getMetadata().getNamespace()).stream()
                .map(quota -> new ClusterKey(snapshot.cluster(), quota.getMetadata().getNamespace(), quota.getMetadata().getName()));
    }

    private static boolean comesOrGoes(StoreEvent event) {
        return event.creation() || event.deletion();
    }

    private static boolean usesMoreOrLess(StoreEvent event) {
        return comesOrGoes(event) || !event.previous().get().fields().selectable().getOrDefault("status.phase", "")
                .equals(event.current().get().fields().selectable().getOrDefault("status.phase", ""));
    }
}
