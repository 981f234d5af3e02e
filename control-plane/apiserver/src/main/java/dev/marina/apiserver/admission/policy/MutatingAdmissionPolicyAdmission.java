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
import dev.marina.apiserver.admission.AdmissionRequest.Operation;
import dev.marina.apiserver.admission.Reinvocations;
import dev.marina.apiserver.admission.matching.Matching;
import dev.marina.apiserver.admission.matching.ShownRequest;
import dev.marina.apiserver.admission.policy.Bindings.Binding;
import dev.marina.apiserver.admission.policy.Bindings.Bound;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.cel.AdmissionInput;
import dev.marina.apiserver.cel.Authorizing;
import dev.marina.apiserver.cel.Budget;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.endpoint.TypeMachinery.FieldValidation;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.apiserver.schema.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Changes objects as a cluster's MutatingAdmissionPolicies say. apiserver's pkg/admission/plugin/policy/mutating/dispatcher.go
public final class MutatingAdmissionPolicyAdmission implements AdmissionPlugin.Reinvocable {

    private static final String GROUP = "admissionregistration.k8s.io";

    private final TypeMachinery types;
    private final Authorizer authorizer;
    private final EvaluationShare share;
    private final Bindings<MutatingPolicy> bindings = new Bindings<>(new GroupResource(GROUP, "mutatingadmissionpolicies"),
            new GroupResource(GROUP, "mutatingadmissionpolicybindings"), new Compiled<>("spec", MutatingPolicy::compile));

    public MutatingAdmissionPolicyAdmission(TypeMachinery types, Authorizer authorizer, EvaluationShare share) {
        this.types = types;
        this.authorizer = authorizer;
        this.share = share;
    }

    @Override
    public String name() {
        return "MutatingAdmissionPolicy";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != Operation.DELETE && bindings.any(request.view()) && !Exempt.fromPolicies(request.resource());
    }

    @Override
    public boolean asksAboutConnections() {
        return true;
    }

    @Override
    public AdmissionRequest mutate(AdmissionRequest request, Reinvocations past) {
        ResourceRegistry registry = types.registry(request.view().record());
        List<Bound<MutatingPolicy>> concerned = bindings.of(request.view()).stream()
                .filter(bound -> bound.policy().matching().find(request, registry).isPresent()).toList();
        return concerned.isEmpty()
                ? request
                : share.evaluate(request.view().record().tenant(), () -> new Changes(request, registry, past).by(concerned));
    }

    /// What identifies one turn of a policy.
    private record Turn(String policy, String binding, String namespace, String parameter) {}

    /// One request on its way through all policies that concern it.
    private final class Changes {

        private final ResourceRegistry registry;
        private final Reinvocations past;
        private final Budget.Request budget = new Budget.Request();
        private final Authorizing authorizing;
        private final JsonNode namespace;
        private final List<String> failures = new ArrayList<>();
        private Optional<String> reason = Optional.empty();
        private AdmissionRequest current;

        Changes(AdmissionRequest request, ResourceRegistry registry, Reinvocations past) {
            this.current = request;
            this.registry = registry;
            this.past = past;
            this.authorizing = new RequestAuthorizing(authorizer, request.identity(), request.view());
            this.namespace = Matching.namespace(request);
        }

        AdmissionRequest by(List<Bound<MutatingPolicy>> concerned) {
            past.begin(current.object());
            concerned.forEach(this::policy);
            if (!failures.isEmpty()) {
                StatusException forbidden = StatusException.forbidden(current.resource(), current.name(), "admission request denied by policy");
                throw new StatusException(403, reason.orElse("Forbidden"), failures.getFirst(),
                        forbidden.details().withCauses(failures.stream().map(failure -> new StatusException.StatusCause("", failure, "")).toList()));
            }
            past.end(current.object());
            return current;
        }

        private void policy(Bound<MutatingPolicy> bound) {
            try {
                Optional<ResourceDefinition> parameterType = Parameters.type(bound.policy().paramKind(), registry);
                for (Binding binding : bound.bindings()) {
                    if (binding.matching().find(current, registry).isPresent()) {
                        binding(bound, binding, parameterType);
                    }
                }
            } catch (Parameters.Misconfigured e) {
                failed(bound.policy(), "policy \"%s\" denied request: failed to configure policy: %s".formatted(bound.name(), e.getMessage()),
                        Optional.empty());
            }
        }

        private void binding(Bound<MutatingPolicy> bound, Binding binding, Optional<ResourceDefinition> parameterType) {
            String denied = "policy '%s' with binding '%s' denied request: ".formatted(bound.name(), binding.name());
            try {
                for (Optional<JsonNode> params : Parameters.find(parameterType, binding.parameter(), current)) {
                    Turn turn = new Turn(bound.name(), binding.name(), metadata(params, "namespace"), metadata(params, "name"));
                    turn(bound.policy(), turn, params, denied);
                }
            } catch (Parameters.Misconfigured e) {
                failed(bound.policy(), denied + "failed to configure binding: " + e.getMessage(), Optional.empty());
            }
        }

        private static String metadata(Optional<JsonNode> params, String field) {
            return params.map(object -> object.path("metadata").path(field).asText()).orElse("");
        }

        private void turn(MutatingPolicy policy, Turn turn, Optional<JsonNode> params, String denied) {
            if (policy.unusable().isPresent()) {
                failed(policy, denied + policy.unusable().get(), Optional.of("Invalid"));
                return;
            }
            // an earlier policy may have made it another's business
            Optional<ResourceDefinition> as = policy.matching().find(current, registry);
            if (as.isEmpty()) {
                return;
            }
            try {
                ShownRequest shown = new ShownRequest(current, as.get());
                if (!policy.conditions().hold(input(shown, MissingNode.getInstance()).evaluation(List.of(), params, budget.forConditions()))
                        || past.skips(turn)) {
                    return;
                }
                Document before = current.object();
                for (MutatingPolicy.Mutation mutation : policy.mutations()) {
                    current = current.with(mutated(policy, mutation, as.get(), params));
                }
                if (!current.object().equals(before)) {
                    past.changed();
                }
                if (policy.reinvoked()) {
                    past.askAgainIfNeeded(turn);
                }
            } catch (MatchConditions.Undecided | MutatingPolicy.Failed e) {
                failed(policy, denied + e.getMessage(), Optional.of("Invalid"));
            }
        }

        /// Each mutation sees what those before it made.
        private Document mutated(MutatingPolicy policy, MutatingPolicy.Mutation mutation, ResourceDefinition as, Optional<JsonNode> params)
                throws MutatingPolicy.Failed {
            ShownRequest shown = new ShownRequest(current, as);
            Document object = Document.of((ObjectNode) shown.object());
            Shape shape = types.versions(as).shape(as.resource().apiVersion()).orElseThrow();
            Document made = MutatingPolicy.apply(mutation, object, shape, input(shown, namespace).evaluation(policy.variables(), params, budget.forBinding()));
            return made.equals(object) ? current.object() : types.defaulted(current.definition(), shown.received(checked(as, made)));
        }

        /// What was made is still of its type.
        private Document checked(ResourceDefinition as, Document made) throws MutatingPolicy.Failed {
            try {
                return types.decode(as, Submission.clean(made), FieldValidation.STRICT).document();
            } catch (StatusException e) {
                throw new MutatingPolicy.Failed(e.getMessage());
            }
        }

        private AdmissionInput input(ShownRequest shown, JsonNode seenNamespace) {
            return new AdmissionInput(shown.object(), shown.oldObject(), shown.json(), seenNamespace, authorizing, Questions.of(current));
        }

        private void failed(MutatingPolicy policy, String message, Optional<String> why) {
            if (!policy.ignoresFailures()) {
                if (failures.isEmpty()) {
                    reason = why;
                }
                failures.add(message);
            }
        }
    }
}
