package dev.marina.apiserver.types.marina;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.Quantities;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A Tenant is one tenant for ever, whoever its members are.
public final class TenantType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("marina.dev", "v1", "Tenant", "tenants").named(NameRule.DNS_LABEL)
            .clusterScoped().strategy(new TenantType()).status()
            .columns(name(), Columns.text("Phase", object -> object.text("status", "phase")),
                    Columns.number("Members", object -> object.at("spec", "members").size()),
                    Columns.text("Plan", object -> object.text("spec", "plan")), age())
            .build();

    private static final List<String> LIMITS = List.of("clusters", "nodes", "cpu", "memory", "volumes", "loadBalancers", "history", "historyDays", "backups",
            "backupBytes", "backupDays");

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        if (object.text("spec", "id").isEmpty()) {
            errors.required("spec.id");
        }
        members(object, errors);
        for (String limit : LIMITS) {
            String amount = object.text("spec", "limits", limit);
            if (!amount.isEmpty() && (!Quantities.valid(amount) || Quantities.value(amount).signum() < 0)) {
                errors.invalid("spec.limits." + limit, amount, "must be a quantity that is not negative, such as 4 or 8Gi");
            }
        }
        return errors.found();
    }

    private static void members(Document object, Errors errors) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode member : object.at("spec", "members")) {
            String field = "spec.members[%d].".formatted(index++);
            String email = member.path("email").asText();
            // A name of the platform's own would be more than a member's.
            if (!email.contains("@") || !email.equals(email.toLowerCase(Locale.ROOT)) || email.startsWith("system:") || email.startsWith("marina:")) {
                errors.invalid(field + "email", email, "must be an e-mail address in lower case");
            } else if (!seen.add(email)) {
                errors.duplicate(field + "email", email);
            }
            errors.oneOf(field + "role", member.path("role").asText(), "owner", "developer", "viewer");
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(validateCreate(object));
        errors.immutable("spec.id", object.at("spec", "id"), stored.at("spec", "id"));
        return errors.found();
    }
}
