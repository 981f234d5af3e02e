package dev.marina.apiserver.types.admissionregistration;

import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.number;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy;
import java.util.List;
import java.util.Optional;

/// Webhooks that may change objects on their way in. pkg/registry/admissionregistration/mutatingwebhookconfiguration
public final class MutatingWebhookConfigurationType implements ResourceStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations").clusterScoped()
            .categories("api-extensions").strategy(new MutatingWebhookConfigurationType())
            .columns(name(), number("Webhooks", configuration -> configuration.at("webhooks").size()), age())
            .build();

    @Override
    public Document defaulted(Document object) {
        return WebhookRules.defaulted(object, true);
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        return WebhookRules.check(object, Optional.empty(), true);
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return WebhookRules.check(object, Optional.of(stored), true);
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        return StaticNames.warnings(object.name());
    }
}
