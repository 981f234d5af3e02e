package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.Optional;
import java.util.stream.Stream;

/// What has ended stays so, unless its policy has it started again: whoever reads `terminated` of a container that nobody restarts may rely on it.
/// ValidateContainerStateTransition and its siblings in pkg/apis/core/validation/validation.go, ContainerShouldRestart in pkg/api/v1/pod/util.go
final class ContainerEnds {

    private final Errors errors;
    private final JsonNode spec;

    ContainerEnds(Errors errors, JsonNode spec) {
        this.errors = errors;
        this.spec = spec;
    }

    void check(Document pod, Document stored) {
        if (!mayAllRestart()) {
            check(pod, stored, "containerStatuses", "containers");
            check(pod, stored, "initContainerStatuses", "initContainers");
        }
        check(pod, stored, "ephemeralContainerStatuses", "");
    }

    /// Whether a rule of any container has all of them begin anew.
    private boolean mayAllRestart() {
        return Stream.of("initContainers", "containers").flatMap(list -> spec.path(list).valueStream())
                .flatMap(container -> container.path("restartPolicyRules").valueStream())
                .anyMatch(rule -> rule.path("action").asText().equals("RestartAllContainers"));
    }

    /// @param containers the list of the spec; "" for those that are never started again
    private void check(Document pod, Document stored, String statuses, String containers) {
        JsonNode before = stored.at("status", statuses);
        for (int i = 0; i < before.size(); i++) {
            JsonNode ended = before.get(i).path("state").path("terminated");
            String name = before.get(i).path("name").asText();
            if (ended.isObject() && status(pod.at("status", statuses), name).filter(now -> !now.path("state").path("terminated").isObject()).isPresent()
                    && !restarts(spec.path(containers), name, ended.path("exitCode").asInt())) {
                errors.forbidden("status.%s[%d].state".formatted(statuses, i), "may not be transitioned to non-terminated state");
            }
        }
    }

    private static Optional<JsonNode> status(JsonNode statuses, String name) {
        return statuses.valueStream().filter(status -> status.path("name").asText().equals(name)).findFirst();
    }

    private boolean restarts(JsonNode containers, String name, int exitCode) {
        return containers.valueStream().filter(container -> container.path("name").asText().equals(name)).findFirst()
                .filter(container -> restarts(container, exitCode)).isPresent();
    }

    private boolean restarts(JsonNode container, int exitCode) {
        String own = container.path("restartPolicy").asText();
        Stream<JsonNode> rules = own.isEmpty() ? Stream.empty() : container.path("restartPolicyRules").valueStream();
        boolean ruled = rules.filter(rule -> knows(rule.path("exitCodes"), exitCode)).findFirst().filter(rule -> rule.path("action").asText().equals("Restart"))
                .isPresent();
        return ruled || switch (own.isEmpty() ? spec.path("restartPolicy").asText() : own) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    private static boolean knows(JsonNode codes, int exitCode) {
        boolean listed = codes.path("values").valueStream().anyMatch(value -> value.asInt() == exitCode);
        return switch (codes.path("operator").asText()) {
            case "In" -> listed;
            case "NotIn" -> !listed;
            default -> false;
        };
    }
}
