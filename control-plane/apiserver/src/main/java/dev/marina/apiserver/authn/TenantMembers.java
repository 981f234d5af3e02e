package dev.marina.apiserver.authn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.model.Tenant;
import java.util.List;
import java.util.Optional;

/// Memberships as the management cluster has them at this moment: those of the Tenant object.
public final class TenantMembers {

    private static final GroupVersionResource TENANTS = new GroupVersionResource("marina.dev", "v1", "tenants");

    private final ManagementReader management;

    public TenantMembers(ManagementReader management) {
        this.management = management;
    }

    /// The group of this person in the tenant, if any.
    public Optional<String> group(String tenant, String email) {
        return groups(tenant, email).flatMap(groups -> groups.stream().findFirst());
    }

    /// The groups of this person in the tenant; empty where there is no such tenant. Nobody has one in a tenant that is suspended.
    public Optional<List<String>> groups(String tenant, String email) {
        Optional<Document> found = tenant.isEmpty() ? Optional.empty() : management.find(TENANTS, "", tenant);
        return found.map(object -> object.at("spec", "suspended").asBoolean() ? List.of()
                : role(object, email).map(role -> List.of(Tenant.group(tenant, role))).orElse(List.of()));
    }

    private static Optional<String> role(Document tenant, String email) {
        return tenant.at("spec", "members").valueStream().filter(member -> member.path("email").asText().equalsIgnoreCase(email))
                .map(member -> member.path("role")).map(JsonNode::asText).findFirst();
    }
}
