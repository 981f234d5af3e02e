package dev.marina.tenancy.signup;

import dev.marina.tenancy.tenant.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Tenants' rows in memory.
final class FakeRecords implements TenantRecords {

    static final Limits DEFAULT = new Limits(2, 4, 4000, 8L << 30, 20L << 30);

    final Map<UUID, String> tenants = new HashMap<>();

    @Override
    public boolean exists(String tenant) {
        return tenants.containsValue(tenant);
    }

    @Override
    public void record(UUID id, String tenant, String owner) {
        tenants.put(id, tenant);
    }

    @Override
    public void forget(UUID id) {
        tenants.remove(id);
    }

    @Override
    public Limits limits(UUID id) {
        return DEFAULT;
    }
}
