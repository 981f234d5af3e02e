package dev.marina.apiserver.admission.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.admission.matching.Matching;
import dev.marina.apiserver.admission.policy.MatchConditions;
import dev.marina.apiserver.cel.AdmissionExpressions;
import dev.marina.apiserver.cel.Expression;
import dev.marina.apiserver.webhook.WebhookClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One webhook of a configuration.
///
/// @param hasSideEffects so that a dry run may not call it
/// @param reviewVersion of the AdmissionReview it is sent; "" where it knows none of ours
record Webhook(String name, Matching matching, Optional<MatchConditions> conditions, WebhookClient client, Duration timeout, boolean ignoresFailures,
        boolean hasSideEffects, boolean reinvoked, String reviewVersion) {

    static List<Webhook> list(Document configuration) {
        List<Webhook> webhooks = new ArrayList<>();
        configuration.at("webhooks").forEach(webhook -> webhooks.add(of(webhook)));
        return List.copyOf(webhooks);
    }

    private static Webhook of(JsonNode stated) {
        String sideEffects = stated.path("sideEffects").asText();
        return new Webhook(stated.path("name").asText(), Matching.ofWebhook(stated), conditions(stated.path("matchConditions")),
                WebhookClient.of(stated.path("clientConfig")), Duration.ofSeconds(stated.path("timeoutSeconds").asInt(10)),
                stated.path("failurePolicy").asText().equals("Ignore"), !List.of("None", "NoneOnDryRun").contains(sideEffects),
                stated.path("reinvocationPolicy").asText().equals("IfNeeded"),
                stated.path("admissionReviewVersions").valueStream().map(JsonNode::asText).filter(List.of("v1", "v1beta1")::contains).findFirst().orElse(""));
    }

    /// Empty for stored conditions that cannot be compiled.
    private static Optional<MatchConditions> conditions(JsonNode conditions) {
        try {
            return Optional.of(MatchConditions.compile(conditions, new AdmissionExpressions(false)));
        } catch (Expression.Unusable e) {
            return Optional.empty();
        }
    }
}
