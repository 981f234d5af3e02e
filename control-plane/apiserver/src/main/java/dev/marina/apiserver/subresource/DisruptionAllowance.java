package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// What a disruption budget has left. The controller works it out; each eviction takes one of it.
final class DisruptionAllowance {

    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");
    private static final int MOST_UNCONFIRMED = 2_000;
    private static final int RETRY_SECONDS = 10;

    private DisruptionAllowance() {}

    /// The budget with one less, and the pod among those that are about to go. Throws `TooManyRequests` where there is none to take.
    static Document take(Document budget, String pod, Instant now) {
        JsonNode status = budget.at("status");
        if (status.path("observedGeneration").asLong() < budget.generation()) {
            throw refused("The disruption budget %s is still being processed by the server.".formatted(budget.name()), RETRY_SECONDS);
        }
        if (status.path("disruptedPods").size() > MOST_UNCONFIRMED) {
            throw StatusException.forbidden(BUDGETS, budget.name(), "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        long allowed = status.path("disruptionsAllowed").asLong();
        if (allowed <= 0) {
            throw refused(why(budget), 0);
        }
        return budget.edited(root -> {
            ObjectNode changed = root.withObjectProperty("status");
            changed.put("disruptionsAllowed", allowed - 1);
            changed.withObjectProperty("disruptedPods").put(pod, now.truncatedTo(ChronoUnit.SECONDS).toString());
            if (allowed == 1) {
                changed.path("conditions").forEach(condition -> exhausted((ObjectNode) condition, now));
            }
        });
    }

    private static void exhausted(ObjectNode condition, Instant now) {
        if (condition.path("type").asText().equals("DisruptionAllowed")) {
            condition.put("status", "False").put("reason", "InsufficientPods").put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }

    private static String why(Document budget) {
        JsonNode status = budget.at("status");
        Optional<JsonNode> denied = status.path("conditions").valueStream()
                .filter(condition -> condition.path("type").asText().equals("DisruptionAllowed") && condition.path("status").asText().equals("False")
                        && !condition.path("message").asText().isEmpty())
                .findFirst();
        if (denied.filter(condition -> condition.path("reason").asText().equals("SyncFailed")).isPresent()) {
            return "The disruption budget %s does not allow evicting pods currently because it failed sync: %s".formatted(budget.name(),
                    denied.get().path("message").asText());
        }
        if (status.path("currentHealthy").asLong() <= status.path("desiredHealthy").asLong()) {
            return "The disruption budget %s needs %d healthy pods and has %d currently".formatted(budget.name(), status.path("desiredHealthy").asLong(),
                    status.path("currentHealthy").asLong());
        }
        return "The disruption budget %s does not allow evicting pods currently".formatted(budget.name())
                + denied.map(condition -> " (%s): %s".formatted(condition.path("reason").asText(), condition.path("message").asText())).orElse("");
    }

    private static StatusException refused(String why, int retryAfterSeconds) {
        return new StatusException(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
                new StatusException.Details("", "", "", "", List.of(new StatusException.StatusCause("DisruptionBudget", why, "")), retryAfterSeconds));
    }
}
