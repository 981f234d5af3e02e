package dev.marina.apiserver.types.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.PodRules;
import java.util.List;
import java.util.Optional;

/// `pods/ephemeralcontainers`: adds containers to a pod that runs; what was added stays as it is.
/// podEphemeralContainersStrategy in pkg/registry/core/pod/strategy.go
final class EphemeralContainers implements ResourceStrategy {

    private static final String LIST = "ephemeralContainers";
    private static final String PATH = "spec." + LIST;
    /// Marina's own bound: they are never taken away again, and each that ever ran costs its node something.
    private static final int MOST = 16;

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public Document prepareForUpdate(Document submitted, Document stored) {
        JsonNode containers = submitted.at("spec", LIST);
        return containers.isEmpty() ? stored.without("spec", LIST) : stored.with(containers, "spec", LIST);
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        Errors errors = new Errors();
        errors.addAll(PodRules.ephemeralContainers(object));
        errors.tooMany(PATH, object.at("spec", LIST).size(), MOST);
        for (JsonNode before : stored.at("spec", LIST)) {
            String name = before.path("name").asText();
            Optional<JsonNode> now = object.at("spec", LIST).valueStream().filter(container -> container.path("name").asText().equals(name)).findFirst();
            if (now.isEmpty()) {
                errors.forbidden(PATH, "existing ephemeral containers \"%s\" may not be removed\n".formatted(name));
            } else if (!now.get().equals(before)) {
                errors.forbidden(PATH, "existing ephemeral containers \"%s\" may not be changed\n".formatted(name));
            }
        }
        return errors.found();
    }
}
