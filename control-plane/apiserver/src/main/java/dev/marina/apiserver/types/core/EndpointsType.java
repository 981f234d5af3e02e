package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.table.EndpointTexts;
import dev.marina.apiserver.warning.AddressForms;
import dev.marina.apiserver.warning.Warnings;
import java.util.List;
import java.util.Optional;

/// Addresses of a Service as older clients read them. pkg/registry/core/endpoint/strategy.go
public final class EndpointsType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "Endpoints", "endpoints")
            .shortNames("ep").strategy(new EndpointsType())
            .columns(name(), text("Endpoints", object -> EndpointTexts.endpoints(object)), age())
            .build();

    private EndpointsType() {}

    /// staging/src/k8s.io/api/core/v1/lifecycle.go
    @Override
    public Optional<String> warning() {
        return Optional.of("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        JsonNode subsets = object.at("subsets");
        for (int i = 0; i < subsets.size(); i++) {
            for (String list : List.of("addresses", "notReadyAddresses")) {
                for (int j = 0; j < subsets.get(i).path(list).size(); j++) {
                    AddressForms.address(warnings, "subsets[%d].%s[%d].ip".formatted(i, list, j), subsets.get(i).path(list).get(j).path("ip").asText());
                }
            }
        }
        return warnings.found();
    }
}
