package dev.marina.apiserver.types.networking;

import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.table.Cells;
import dev.marina.apiserver.validation.NetworkPolicyRules;
import dev.marina.apiserver.warning.AddressForms;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// Who may reach some pods, and whom they may. SetDefaults_NetworkPolicy in pkg/apis/networking/v1/defaults.go
public final class NetworkPolicyType extends RuledStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies")
            .shortNames("netpol")
            .strategy(new NetworkPolicyType())
            .columns(name(), Columns.text("Pod-Selector", object -> Cells.selector(object.at("spec", "podSelector"))), age())
            .build();

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObjectProperty("spec");
            spec.withObjectProperty("podSelector");
            for (String direction : List.of("ingress", "egress")) {
                for (JsonNode rule : spec.path(direction)) {
                    rule.path("ports").forEach(port -> text((ObjectNode) port, "protocol", "TCP"));
                }
            }
            if (spec.path("policyTypes").isEmpty()) {
                ArrayNode types = spec.putArray("policyTypes").add("Ingress");
                if (!spec.path("egress").isEmpty()) {
                    types.add("Egress");
                }
            }
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return NetworkPolicyRules.check(object.at("spec"));
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        networks(warnings, "ingress", "from", object);
        networks(warnings, "egress", "to", object);
        return warnings.found();
    }

    private static void networks(Warnings warnings, String direction, String peers, Document object) {
        JsonNode rules = object.at("spec", direction);
        for (int i = 0; i < rules.size(); i++) {
            for (int j = 0; j < rules.get(i).path(peers).size() && !warnings.full(); j++) {
                String field = "spec.%s[%d].%s[%d].ipBlock".formatted(direction, i, peers, j);
                JsonNode block = rules.get(i).path(peers).get(j).path("ipBlock");
                AddressForms.network(warnings, field + ".cidr", block.path("cidr").asText());
                for (int k = 0; k < block.path("except").size(); k++) {
                    AddressForms.network(warnings, "%s.except[%d]".formatted(field, k), block.path("except").get(k).asText());
                }
            }
        }
    }
}
