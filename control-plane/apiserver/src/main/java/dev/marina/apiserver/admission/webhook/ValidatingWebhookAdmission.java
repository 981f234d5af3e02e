package dev.marina.apiserver.admission.webhook;

import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.Verdict;
import dev.marina.apiserver.admission.matching.ShownRequest;
import dev.marina.apiserver.admission.policy.Exempt;
import dev.marina.apiserver.admission.webhook.Webhooks.Configured;
import dev.marina.apiserver.cel.Budget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Refuses what a cluster's validating webhooks refuse; all of them are asked at the same time.
/// apiserver's pkg/admission/plugin/webhook/validating/dispatcher.go
public final class ValidatingWebhookAdmission implements AdmissionPlugin.Validating {

    private final WebhookDispatch dispatch;
    private final Webhooks webhooks = new Webhooks("validatingwebhookconfigurations");

    public ValidatingWebhookAdmission(WebhookDispatch dispatch) {
        this.dispatch = dispatch;
    }

    @Override
    public String name() {
        return "ValidatingAdmissionWebhook";
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
    public Verdict validate(AdmissionRequest request) {
        Budget.Request budget = new Budget.Request();
        List<CompletableFuture<Optional<Review.Response>>> answers = new ArrayList<>();
        for (Configured configured : webhooks.of(request.view())) {
            Optional<ShownRequest> shown = dispatch.concerned(configured, request, budget);
            shown.ifPresent(seen -> answers.add(CompletableFuture.supplyAsync(() -> dispatch.ask(configured, seen, false),
                    task -> Thread.ofVirtual().name("validating-webhook").start(task))));
        }
        return verdict(answers);
    }

    private static Verdict verdict(List<CompletableFuture<Optional<Review.Response>>> answers) {
        List<String> warnings = new ArrayList<>();
        Map<String, String> annotations = new LinkedHashMap<>();
        Optional<StatusException> refusal = Optional.empty();
        for (CompletableFuture<Optional<Review.Response>> answer : answers) {
            try {
                Optional<Review.Response> response = answer.join();
                response.ifPresent(said -> {
                    warnings.addAll(said.warnings());
                    annotations.putAll(said.annotations());
                });
                refusal = refusal.or(() -> response.flatMap(Review.Response::refusal));
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof StatusException failed)) {
                    throw e;
                }
                refusal = refusal.or(() -> Optional.of(failed));
            }
        }
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return new Verdict.Admit(warnings, annotations);
    }
}
