package dev.marina.apiserver.authn;

import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.model.Members;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Memberships as the management cluster has them at this moment.
public final class TenantMembers {

    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");

    private final ManagementReader management;

    public TenantMembers(ManagementReader management) {
        this.management = management;
    }

    /// The group of this person in the tenant, if any.
    public Optional<String> group(String tenant, String email) {
        return members(tenant).flatMap(members -> members.role(email)).map(role -> Members.group(tenant, role));
    }

    /// Empty where nobody has written down the members of this tenant.
    public Optional<Members> members(String tenant) {
        return management.find(CONFIG_MAPS, tenant, Members.NAME).map(configMap -> {
            Map<String, String> data = new LinkedHashMap<>();
            configMap.at("data").properties().forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
            return Members.of(data);
        });
    }
}
