package dev.marina.apiserver.authn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.forward.ManagementReader;
import dev.marina.apiserver.pki.Subject;
import dev.marina.model.Tenant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Memberships as the management cluster has them at this moment: those of the Tenant object.
public final class TenantMembers {

    private static final GroupVersionResource TENANTS = new GroupVersionResource("marina.dev", "v1", "tenants");

    private final ManagementReader management;

    public TenantMembers(ManagementReader management) {
        this.management = management;
    }

    /// The groups of the person whom a certificate names: by the uid, or by the address in those from before they had one.
    public Optional<List<String>> groups(String tenant, Subject certified) {
        return certified.uid().isEmpty()
                ? groups(tenant, member -> called(member, certified.commonName()))
                : groups(tenant, certified.uid(), certified.commonName());
    }

    /// The groups of this person in the tenant; empty where there is no such tenant. An address that went over to another subject is not the member's any more.
    public Optional<List<String>> groups(String tenant, String subject, String email) {
        return groups(tenant, member -> member.path("subject").isTextual() ? member.path("subject").asText().equals(subject) : called(member, email));
    }

    private Optional<List<String>> groups(String tenant, Predicate<JsonNode> person) {
        Optional<Document> found = tenant.isEmpty() ? Optional.empty() : management.find(TENANTS, "", tenant);
        return found.map(object -> object.at("spec", "members").valueStream().filter(person)
                .map(member -> Tenant.group(tenant, member.path("role").asText())).limit(1).toList());
    }

    /// Whether nobody of this tenant may do anything in its clusters at this moment.
    public boolean suspended(String tenant) {
        return management.find(TENANTS, "", tenant).filter(object -> object.at("spec", "suspended").asBoolean()).isPresent();
    }

    private static boolean called(JsonNode member, String email) {
        return member.path("email").asText().equalsIgnoreCase(email);
    }
}
