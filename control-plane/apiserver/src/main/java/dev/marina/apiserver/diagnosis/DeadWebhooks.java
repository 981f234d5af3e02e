package dev.marina.apiserver.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.apiserver.diagnosis.Finding.Severity;
import java.util.List;
import java.util.stream.Stream;

/// Admission webhooks that refuse whatever they are not asked about, and behind whose Service nobody is.
final class DeadWebhooks implements DiagnosisCheck {

    private static final List<GroupResource> CONFIGURATIONS = List.of(
            new GroupResource("admissionregistration.k8s.io", "validatingwebhookconfigurations"),
            new GroupResource("admissionregistration.k8s.io", "mutatingwebhookconfigurations"));

    @Override
    public Stream<Finding> of(DiagnosedObjects objects) {
        ReadyServices services = ReadyServices.of(objects);
        return CONFIGURATIONS.stream().flatMap(type -> objects.list(type).flatMap(configuration -> configuration.at("webhooks").valueStream()
                .filter(webhook -> webhook.path("failurePolicy").asText("Fail").equals("Fail") && webhook.at("/clientConfig/service").isObject())
                .filter(webhook -> dead(webhook, services)).map(webhook -> finding(type, configuration, webhook, services))));
    }

    private static boolean dead(JsonNode webhook, ReadyServices services) {
        JsonNode service = webhook.at("/clientConfig/service");
        return !services.answers(service.path("namespace").asText(), service.path("name").asText());
    }

    private static Finding finding(GroupResource type, Document configuration, JsonNode webhook, ReadyServices services) {
        String namespace = webhook.at("/clientConfig/service/namespace").asText();
        String name = webhook.at("/clientConfig/service/name").asText();
        return Finding.of("WebhookWithoutEndpoint", Severity.CRITICAL, type, configuration, Conditions.cut("webhook %s fails closed, and its Service %s/%s %s"
                .formatted(webhook.path("name").asText(), namespace, name, services.there(namespace, name) ? "has no ready endpoint" : "is not there")),
                "Bring its pods back, set failurePolicy to Ignore, or delete the configuration; what it matches is refused meanwhile").inTheWayOfUpgrades();
    }
}
