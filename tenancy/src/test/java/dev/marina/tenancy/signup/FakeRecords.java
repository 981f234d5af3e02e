package dev.marina.tenancy.signup;

import dev.marina.model.Tenant;
import dev.marina.tenancy.management.WantedTenant;
import dev.marina.tenancy.tenant.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Tenants' rows in memory.
final class FakeRecords implements TenantRecords {

    static final Limits DEFAULT = new Limits(2, 4, 4000, 8L << 30, 20L << 30);

    final Map<UUID, String> tenants = new HashMap<>();
    private final Map<UUID, String> owners = new HashMap<>();

    @Override
    public boolean exists(String tenant) {
        return tenants.containsValue(tenant);
    }

    @Override
    public void record(UUID id, String tenant, String owner) {
        tenants.put(id, tenant);
        owners.put(id, owner);
    }

    @Override
    public void forget(UUID id) {
        tenants.remove(id);
    }

    @Override
    public WantedTenant wanted(UUID id) {
        return new WantedTenant(0, new Tenant.Spec(id.toString(), List.of(new Tenant.Member(null, owners.get(id), "owner")), "default",
                DEFAULT.published(), null, null));
    }
}
