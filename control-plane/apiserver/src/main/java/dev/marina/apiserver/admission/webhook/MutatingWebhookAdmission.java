package dev.marina.apiserver.admission.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.Reinvocations;
import dev.marina.apiserver.admission.matching.ShownRequest;
import dev.marina.apiserver.admission.policy.Exempt;
import dev.marina.apiserver.admission.webhook.Webhooks.Configured;
import dev.marina.apiserver.audit.AuditNotes;
import dev.marina.apiserver.cel.Budget;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.endpoint.TypeMachinery.FieldValidation;
import dev.marina.apiserver.patch.JsonPatch;
import dev.marina.apiserver.schema.Submission;
import java.util.Optional;

/// Changes objects as a cluster's mutating webhooks say, one after the other. apiserver's pkg/admission/plugin/webhook/mutating/dispatcher.go
public final class MutatingWebhookAdmission implements AdmissionPlugin.Reinvocable {

    private final TypeMachinery types;
    private final WebhookDispatch dispatch;
    private final Webhooks webhooks = new Webhooks("mutatingwebhookconfigurations");

    public MutatingWebhookAdmission(TypeMachinery types, WebhookDispatch dispatch) {
        this.types = types;
        this.dispatch = dispatch;
    }

    @Override
    public String name() {
        return "MutatingAdmissionWebhook";
    }

    @Override
    public boolean asksAboutConnections() {
        return true;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return webhooks.any(request.view()) && !Exempt.fromWebhooks(request.resource());
    }

    @Override
    public AdmissionRequest mutate(AdmissionRequest request, Reinvocations past) {
        AdmissionRequest current = request;
        Budget.Request budget = new Budget.Request();
        past.begin(current.object());
        for (Configured configured : webhooks.of(request.view())) {
            Optional<ShownRequest> shown = dispatch.concerned(configured, current, budget);
            if (shown.isEmpty() || past.skips(configured.key())) {
                continue;
            }
            Optional<Review.Response> response = dispatch.ask(configured, shown.get(), true);
            if (response.isPresent()) {
                AdmissionRequest answered = answered(configured, shown.get(), response.get());
                if (!answered.object().equals(current.object())) {
                    past.changed();
                }
                current = answered;
            }
            if (configured.webhook().reinvoked()) {
                past.askAgainIfNeeded(configured.key());
            }
        }
        past.end(current.object());
        return current;
    }

    private AdmissionRequest answered(Configured configured, ShownRequest shown, Review.Response response) {
        AdmissionRequest request = shown.request().warned(response.warnings());
        response.annotations().forEach(AuditNotes::annotate);
        if (response.refusal().isPresent()) {
            throw response.refusal().get();
        }
        if (response.patch().isEmpty()) {
            return request;
        }
        if (request.objectAfter().isEmpty()) {
            throw StatusException.internal("admission webhook \"%s\" attempted to modify the object, which is not supported for this operation".formatted(
                    configured.webhook().name()));
        }
        Document made;
        try {
            Document patched = JsonPatch.apply(Document.of((ObjectNode) shown.object()), response.patch().get());
            made = request.operation() == AdmissionRequest.Operation.CONNECT
                    ? patched
                    : types.defaulted(request.definition(),
                            shown.received(types.decode(shown.as(), Submission.clean(patched), FieldValidation.IGNORE).document()));
        } catch (StatusException e) {
            throw StatusException.internal(e.getMessage());
        }
        return request.with(made);
    }
}
