package dev.marina.apiserver.types.apiextensions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.validation.WebhookClientRules;

/// How objects come from one version into another. Fields have the names that upstream's errors have.
/// validateCustomResourceConversion in apiextensions-apiserver's pkg/apis/apiextensions/validation/validation.go
final class ConversionRules {

    private static final String NOT_ASKED = "should not be set when strategy is not set to Webhook";

    private ConversionRules() {}

    static void check(Errors errors, JsonNode conversion, String path) {
        if (!conversion.isObject()) {
            return;
        }
        errors.oneOf(path + ".strategy", conversion.path("strategy").asText(), "None", "Webhook");
        JsonNode client = conversion.path("webhook").path("clientConfig");
        JsonNode versions = conversion.path("webhook").path("conversionReviewVersions");
        if (conversion.path("strategy").asText().equals("Webhook")) {
            if (client.isObject()) {
                WebhookClientRules.client(errors, client, path + ".webhookClientConfig");
            } else {
                errors.required(path + ".webhookClientConfig", "required when strategy is set to Webhook");
            }
            WebhookClientRules.reviewVersions(errors, versions, path + ".conversionReviewVersions");
            return;
        }
        if (client.isObject()) {
            errors.forbidden(path + ".webhookClientConfig", NOT_ASKED);
        }
        if (!versions.isEmpty()) {
            errors.forbidden(path + ".conversionReviewVersions", NOT_ASKED);
        }
    }
}
