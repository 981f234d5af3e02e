package dev.marina.apiserver.types.core;

import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.ResourceStrategy;
import java.util.Optional;
import java.util.stream.Stream;

/// How the parts of a cluster's control plane are. pkg/registry/core/componentstatus/rest.go, printComponentStatus in pkg/printers/internalversion/printers.go
public final class ComponentStatusType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("", "v1", "ComponentStatus", "componentstatuses")
            .clusterScoped().shortNames("cs").verbs(Verb.GET, Verb.LIST).strategy(new ComponentStatusType())
            .columns(name(), text("Status", ComponentStatusType::status), text("Message", object -> healthy(object, "message")),
                    text("Error", object -> healthy(object, "error")))
            .build();

    private ComponentStatusType() {}

    /// staging/src/k8s.io/api/core/v1/lifecycle.go
    @Override
    public Optional<String> warning() {
        return Optional.of("v1 ComponentStatus is deprecated in v1.19+");
    }

    private static Stream<JsonNode> conditions(Document object) {
        return object.at("conditions").valueStream().filter(condition -> condition.path("type").asText().equals("Healthy"));
    }

    private static String status(Document object) {
        return conditions(object).findFirst().map(condition -> condition.path("status").asText().equals("True") ? "Healthy" : "Unhealthy").orElse("Unknown");
    }

    private static String healthy(Document object, String field) {
        return conditions(object).findFirst().map(condition -> condition.path(field).asText()).orElse("");
    }
}
