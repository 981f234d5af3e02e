package dev.marina.apiserver;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.admission.PlanQuotaAdmission;
import dev.marina.apiserver.admission.ResourceAmount;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.model.PlanLimits;
import dev.marina.store.ClusterStore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Plans from the management cluster; volumes from the tenant's clusters.
final class StoredPlans implements PlanQuotaAdmission.Tenants {

    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");

    private final ManagementReader management;
    private final VolumeReservations volumes;

    StoredPlans(ClusterStore store, ManagementReader management, Clock clock) {
        this.management = management;
        this.volumes = new VolumeReservations(store, clock);
    }

    @Override
    public Optional<PlanLimits> plan(String tenant) {
        if (tenant.equals(ApiServer.MANAGEMENT_TENANT)) {
            return Optional.empty();
        }
        return management.find(CONFIG_MAPS, tenant, PlanLimits.NAME).map(configMap -> {
            Map<String, String> data = new LinkedHashMap<>();
            configMap.at("data").properties().forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
            return PlanLimits.of(data);
        });
    }

    @Override
    public ResourceAmount claimedVolumes(String tenant, ObjectKey except) {
        return volumes.taken(tenant, except);
    }

    @Override
    public boolean reserveVolume(String tenant, ObjectKey claim, ResourceAmount amount, ResourceAmount limit) {
        return volumes.reserve(tenant, claim, amount, limit);
    }
}
