package dev.marina.apiserver;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.admission.PlanQuotaAdmission;
import dev.marina.apiserver.admission.ResourceAmount;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.model.PlanLimits;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Plans from the management cluster; claims of volumes from the tenant's clusters.
final class StoredPlans implements PlanQuotaAdmission.Tenants {

    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");

    private final ClusterStore store;

    private final ManagementReader management;

    StoredPlans(ClusterStore store, ManagementReader management) {
        this.management = management;
        this.store = store;
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
        List<ClusterRecord> clusters = store.records().filter(record -> record.tenant().equals(tenant) && record.state() == ClusterRecord.State.ACTIVE).toList();
        ResourceAmount sum = ResourceAmount.ZERO;
        for (ClusterRecord cluster : clusters) {
            try (Stream<Stored> claims = store.image(cluster.id()).list(CLAIMS, "")) {
                for (Stored claim : (Iterable<Stored>) claims.filter(stored -> !stored.key().equals(except))::iterator) {
                    sum = sum.plus(ResourceAmount.parseOrZero(Document.parse(claim.bytes()).text("spec", "resources", "requests", "storage")));
                }
            }
        }
        return sum;
    }
}
