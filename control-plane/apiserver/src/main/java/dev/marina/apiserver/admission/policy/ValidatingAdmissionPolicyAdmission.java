package dev.marina.apiserver.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.admission.Compiled;
import dev.marina.apiserver.admission.Verdict;
import dev.marina.apiserver.admission.matching.Matching;
import dev.marina.apiserver.admission.matching.ShownRequest;
import dev.marina.apiserver.admission.policy.Bindings.Binding;
import dev.marina.apiserver.admission.policy.Bindings.Bound;
import dev.marina.apiserver.admission.policy.ValidatingPolicy.Opinion;
import dev.marina.apiserver.admission.policy.ValidatingPolicy.Refusal;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.cel.AdmissionInput;
import dev.marina.apiserver.cel.Authorizing;
import dev.marina.apiserver.cel.Budget;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Refuses what a cluster's ValidatingAdmissionPolicies refuse, warns of it, or notes it.
/// apiserver's pkg/admission/plugin/policy/validating/dispatcher.go
public final class ValidatingAdmissionPolicyAdmission implements AdmissionPlugin.Validating {

    private static final String GROUP = "admissionregistration.k8s.io";
    private static final String FAILURE = "validation.policy.admission.k8s.io/validation_failure";

    private final TypeMachinery types;
    private final Authorizer authorizer;
    private final EvaluationShare share;
    private final Bindings<ValidatingPolicy> bindings = new Bindings<>(new GroupResource(GROUP, "validatingadmissionpolicies"),
            new GroupResource(GROUP, "validatingadmissionpolicybindings"), new Compiled<>("spec", ValidatingPolicy::compile));

    public ValidatingAdmissionPolicyAdmission(TypeMachinery types, Authorizer authorizer, EvaluationShare share) {
        this.types = types;
        this.authorizer = authorizer;
        this.share = share;
    }

    @Override
    public String name() {
        return "ValidatingAdmissionPolicy";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return bindings.any(request.view()) && !Exempt.fromPolicies(request.resource());
    }

    @Override
    public boolean asksAboutConnections() {
        return true;
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        ResourceRegistry registry = types.registry(request.view().record());
        List<Concerned> concerned = new ArrayList<>();
        for (Bound<ValidatingPolicy> bound : bindings.of(request.view())) {
            bound.policy().matching().find(request, registry).ifPresent(as -> concerned.add(new Concerned(bound, new ShownRequest(request, as))));
        }
        if (concerned.isEmpty()) {
            return Verdict.FINE;
        }
        return share.evaluate(request.view().record().tenant(), () -> new Deliberation(request, registry).over(concerned));
    }

    /// A policy whose rules name the request.
    private record Concerned(Bound<ValidatingPolicy> bound, ShownRequest shown) {}

    /// One request before all policies that concern it.
    private final class Deliberation {

        private final AdmissionRequest request;
        private final ResourceRegistry registry;
        private final Budget.Request budget = new Budget.Request();
        private final Authorizing authorizing;
        private final JsonNode namespace;
        private final Map<ResourceDefinition, Inputs> inputs = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();
        private final Map<String, Set<String>> annotations = new LinkedHashMap<>();
        private Optional<StatusException> denied = Optional.empty();

        Deliberation(AdmissionRequest request, ResourceRegistry registry) {
            this.request = request;
            this.registry = registry;
            this.authorizing = new RequestAuthorizing(authorizer, request.identity(), request.view());
            this.namespace = Matching.namespace(request);
        }

        /// What expressions see in one version of the object.
        private record Inputs(AdmissionInput ofConditions, AdmissionInput ofValidations) {}

        private Inputs inputs(ShownRequest shown) {
            return inputs.computeIfAbsent(shown.as(), _ -> {
                JsonNode object = shown.object();
                JsonNode oldObject = shown.oldObject();
                ObjectNode json = shown.json();
                return new Inputs(new AdmissionInput(object, oldObject, json, MissingNode.getInstance(), authorizing, Questions.of(request)),
                        new AdmissionInput(object, oldObject, json, namespace, authorizing, Questions.of(request)));
            });
        }

        Verdict over(List<Concerned> concerned) {
            concerned.forEach(this::policy);
            if (denied.isPresent()) {
                throw denied.get();
            }
            Map<String, String> notes = new LinkedHashMap<>();
            annotations.forEach((key, values) -> notes.put(key, String.join(", ", values)));
            return new Verdict.Admit(warnings, notes);
        }

        private void policy(Concerned concerned) {
            ValidatingPolicy policy = concerned.bound().policy();
            Optional<ResourceDefinition> parameterType;
            try {
                parameterType = Parameters.type(policy.paramKind(), registry);
            } catch (Parameters.Misconfigured e) {
                if (!policy.ignoresFailures()) {
                    deny("ValidatingAdmissionPolicy '%s' denied request: failed to configure policy: %s".formatted(concerned.bound().name(), e.getMessage()),
                            "");
                }
                return;
            }
            for (Binding binding : concerned.bound().bindings()) {
                if (binding.matching().find(request, registry).isPresent()) {
                    binding(concerned, binding, parameterType);
                }
            }
        }

        private void binding(Concerned concerned, Binding binding, Optional<ResourceDefinition> parameterType) {
            ValidatingPolicy policy = concerned.bound().policy();
            try {
                for (Optional<JsonNode> params : Parameters.find(parameterType, binding.parameter(), request)) {
                    Inputs seen = inputs(concerned.shown());
                    Opinion opinion = policy.of(seen.ofConditions(), seen.ofValidations(), params, budget);
                    opinion.refusals().forEach(refusal -> refused(concerned.bound().name(), binding, refusal));
                    opinion.annotations().forEach(annotation -> annotations
                            .computeIfAbsent(concerned.bound().name() + "/" + annotation.key(), _ -> new LinkedHashSet<>()).add(annotation.value()));
                }
            } catch (Parameters.Misconfigured e) {
                if (!policy.ignoresFailures()) {
                    denied(concerned.bound().name(), binding, "failed to configure binding: " + e.getMessage(), "");
                }
            }
        }

        private void refused(String policy, Binding binding, Refusal refusal) {
            if (refusal.always()) {
                denied(policy, binding, refusal.message(), refusal.reason());
                return;
            }
            for (String action : binding.actions()) {
                switch (action) {
                    case "Deny" -> denied(policy, binding, refusal.message(), refusal.reason());
                    case "Warn" -> warnings.add("Validation failed for ValidatingAdmissionPolicy '%s' with binding '%s': %s".formatted(policy, binding.name(),
                            refusal.message()));
                    case "Audit" -> note(policy, binding, refusal);
                    case String other -> throw new IllegalStateException("a stored binding has the action " + other);
                }
            }
        }

        private void note(String policy, Binding binding, Refusal refusal) {
            ObjectNode failure = Document.mapper().createObjectNode().put("message", refusal.message()).put("policy", policy).put("binding", binding.name())
                    .put("expressionIndex", refusal.index());
            binding.actions().forEach(failure.putArray("validationActions")::add);
            annotations.computeIfAbsent(FAILURE, _ -> new LinkedHashSet<>()).add(Document.mapper().createArrayNode().add(failure).toString());
        }

        private void denied(String policy, Binding binding, String message, String reason) {
            deny("ValidatingAdmissionPolicy '%s' with binding '%s' denied request: %s".formatted(policy, binding.name(), message), reason);
        }

        /// The first one is told.
        private void deny(String message, String reason) {
            if (denied.isEmpty()) {
                denied = Optional.of(Denial.of(request, message, reason));
            }
        }
    }
}
