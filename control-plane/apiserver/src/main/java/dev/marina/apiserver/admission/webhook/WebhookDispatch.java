package dev.marina.apiserver.admission.webhook;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.matching.ShownRequest;
import dev.marina.apiserver.admission.policy.EvaluationShare;
import dev.marina.apiserver.admission.policy.MatchConditions;
import dev.marina.apiserver.admission.policy.Questions;
import dev.marina.apiserver.admission.policy.RequestAuthorizing;
import dev.marina.apiserver.admission.webhook.Webhooks.Configured;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.cel.AdmissionInput;
import dev.marina.apiserver.cel.Budget;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.webhook.Reluctance;
import dev.marina.apiserver.webhook.WebhookCalls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a webhook is to be asked, and what it says: what mutating and validating ones have in common.
public final class WebhookDispatch {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatch.class);

    private final WebhookCalls calls;
    private final TypeMachinery types;
    private final Authorizer authorizer;
    private final EvaluationShare share;
    private final Reluctance reluctance = new Reluctance();

    public WebhookDispatch(WebhookCalls calls, TypeMachinery types, Authorizer authorizer, EvaluationShare share) {
        this.calls = calls;
        this.types = types;
        this.authorizer = authorizer;
        this.share = share;
    }

    /// The request as the webhook is to see it; empty where it is none of its business. Throws where that cannot be decided.
    Optional<ShownRequest> concerned(Configured configured, AdmissionRequest request, Budget.Request budget) {
        Webhook webhook = configured.webhook();
        Optional<ShownRequest> shown = webhook.matching().find(request, types.registry(request.view().record())).map(as -> new ShownRequest(request, as));
        if (shown.isEmpty() || webhook.conditions().filter(conditions -> conditions.conditions().isEmpty()).isPresent()) {
            return shown;
        }
        return share.evaluate(request.view().record().tenant(), () -> conditionsHold(webhook, shown.get(), budget)) ? shown : Optional.empty();
    }

    private boolean conditionsHold(Webhook webhook, ShownRequest shown, Budget.Request budget) {
        AdmissionRequest request = shown.request();
        AdmissionInput input = new AdmissionInput(shown.object(), shown.oldObject(), shown.json(), MissingNode.getInstance(),
                new RequestAuthorizing(authorizer, request.identity(), request.view()), Questions.of(request));
        try {
            MatchConditions conditions = webhook.conditions().orElseThrow(() -> new MatchConditions.Undecided("conditions of the webhook cannot be compiled"));
            return conditions.hold(input.evaluation(List.of(), Optional.empty(), budget.forConditions()));
        } catch (MatchConditions.Undecided e) {
            if (webhook.ignoresFailures()) {
                return false;
            }
            throw StatusException.forbidden(request.resource(), request.name(), e.getMessage());
        }
    }

    /// Asks it. Empty where it could not be asked and that does not matter; throws where it does.
    Optional<Review.Response> ask(Configured configured, ShownRequest shown, boolean mutating) {
        Webhook webhook = configured.webhook();
        if (shown.request().asked().dryRun() && webhook.hasSideEffects()) {
            throw StatusException.badRequest("admission webhook \"%s\" does not support dry run".formatted(webhook.name()));
        }
        try {
            return Optional.of(answer(configured, shown, mutating));
        } catch (WebhookCalls.Failed e) {
            return unasked(configured, shown, "failed to call webhook: " + e.getMessage());
        } catch (Review.Malformed e) {
            return unasked(configured, shown, "received invalid webhook response: " + e.getMessage());
        }
    }

    private Review.Response answer(Configured configured, ShownRequest shown, boolean mutating) throws WebhookCalls.Failed, Review.Malformed {
        Webhook webhook = configured.webhook();
        if (webhook.reviewVersion().isEmpty()) {
            throw new Review.Malformed("webhook does not accept known AdmissionReview versions (v1, v1beta1)");
        }
        AdmissionRequest request = shown.request();
        Review review = Review.of(shown, webhook.reviewVersion());
        boolean component = request.identity().by() == Identity.Proof.IN_PROCESS;
        Duration timeout = component ? reluctance.atMost(request.view().cluster(), configured.key(), webhook.timeout()) : webhook.timeout();
        try {
            byte[] answer = calls.post(request.view().record(), webhook.client(), review.body(), timeout);
            reluctance.answered(request.view().cluster(), configured.key());
            return review.read(answer, webhook.name(), mutating);
        } catch (WebhookCalls.Failed e) {
            reluctance.failed(request.view().cluster(), configured.key());
            throw e;
        }
    }

    private Optional<Review.Response> unasked(Configured configured, ShownRequest shown, String why) {
        String message = "failed calling webhook \"%s\": %s".formatted(configured.webhook().name(), why);
        LOG.atDebug().addKeyValue("cluster", shown.request().view().cluster()).addKeyValue("configuration", configured.configuration())
                .addKeyValue("reason", message).log("a webhook was not asked");
        if (configured.webhook().ignoresFailures()) {
            return Optional.empty();
        }
        throw StatusException.internal(message);
    }
}
