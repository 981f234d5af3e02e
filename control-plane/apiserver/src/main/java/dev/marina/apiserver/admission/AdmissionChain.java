package dev.marina.apiserver.admission;

import dev.marina.api.StatusException;
import dev.marina.apiserver.admission.policy.EvaluationShare;
import dev.marina.apiserver.admission.policy.MutatingAdmissionPolicyAdmission;
import dev.marina.apiserver.admission.policy.ValidatingAdmissionPolicyAdmission;
import dev.marina.apiserver.admission.webhook.MutatingWebhookAdmission;
import dev.marina.apiserver.admission.webhook.ValidatingWebhookAdmission;
import dev.marina.apiserver.admission.webhook.WebhookDispatch;
import dev.marina.apiserver.audit.AuditNotes;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.budget.BudgetLimits;
import dev.marina.apiserver.certificates.CertificateAdmission;
import dev.marina.apiserver.course.CourseNotes;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.learn.Labs;
import dev.marina.apiserver.webhook.WebhookCalls;
import dev.marina.store.Mutation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// All plugins in order: the mutating ones, then the validating ones, then the accounts.
public final class AdmissionChain {

    private final List<AdmissionPlugin> plugins;

    public AdmissionChain(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /// The order is upstream's: what a cluster decides for itself comes after what is decided for it, and before the accounts; see
    /// AdmissionOrderTest.
    public static List<AdmissionPlugin> standard(RandomGenerator random, PlanQuotaAdmission.Tenants tenants, TypeMachinery types, Authorizer authorizer,
            WebhookCalls calls, Supplier<Labs> labs, Clock clock) {
        EvaluationShare share = new EvaluationShare();
        WebhookDispatch dispatch = new WebhookDispatch(calls, types, authorizer, share);
        return List.of(
                new NamespaceLifecycleAdmission(),
                new LimitRangerAdmission(),
                new ServiceAccountAdmission(random),
                new NodeRestrictionAdmission(),
                new TaintNodesByConditionAdmission(),
                new PodSecurityAdmission(),
                new PriorityAdmission(),
                new DefaultTolerationSecondsAdmission(),
                new DefaultStorageClassAdmission(),
                new StorageObjectInUseProtectionAdmission(),
                new PersistentVolumeClaimResizeAdmission(),
                new RuntimeClassAdmission(),
                new CertificateAdmission(authorizer, clock),
                new DefaultIngressClassAdmission(),
                new DenyServiceExternalIPsAdmission(),
                new DeviceTaintTimeAdmission(clock),
                new PodTopologyLabelsAdmission(),
                new NodeDeclaredFeatureValidatorAdmission(),
                new PodResizeValidatorAdmission(),
                new ClusterRoleAggregation(),
                new ClockAdmission(clock),
                new LabRunAdmission(random, labs, clock),
                new ExamRunAdmission(labs, clock),
                new LabSourceAdmission(labs),
                new ApplicationAdmission(),
                new RenderingAdmission(),
                new HostAccessAdmission(),
                new DefinitionLimitsAdmission(),
                new ObjectBudgetAdmission(BudgetLimits.STANDARD),
                new MutatingAdmissionPolicyAdmission(types, authorizer, share),
                new MutatingWebhookAdmission(types, dispatch),
                new ValidatingAdmissionPolicyAdmission(types, authorizer, share),
                new ValidatingWebhookAdmission(dispatch),
                new PlanQuotaAdmission(tenants),
                new ResourceQuotaAdmission());
    }

    public List<String> names() {
        return plugins.stream().map(AdmissionPlugin::name).toList();
    }

    public AdmissionRequest mutate(AdmissionRequest request) {
        CourseNotes.admissionBegins();
        Map<AdmissionPlugin, Reinvocations> past = new HashMap<>();
        AdmissionRequest once = round(request, past);
        if (past.values().stream().noneMatch(Reinvocations::changedAnything)) {
            return once;
        }
        past.values().forEach(Reinvocations::again);
        return round(once, past);
    }

    private AdmissionRequest round(AdmissionRequest request, Map<AdmissionPlugin, Reinvocations> past) {
        AdmissionRequest current = request;
        for (AdmissionPlugin plugin : plugins) {
            if (!handles(plugin, current)) {
                continue;
            }
            AdmissionRequest before = current;
            if (plugin instanceof AdmissionPlugin.Mutating mutating) {
                current = current.with(mutating.mutate(current));
            } else if (plugin instanceof AdmissionPlugin.Reinvocable reinvocable) {
                current = reinvocable.mutate(current, past.computeIfAbsent(plugin, _ -> new Reinvocations()));
            } else {
                continue;
            }
            CourseNotes.admitted("MutatingAdmission", plugin.name(), "", before.object(), current.object());
        }
        return current;
    }

    /// Answers the warnings; throws `Forbidden` on a denial.
    public List<String> validate(AdmissionRequest request) {
        return validate(request, plugins);
    }

    private static List<String> validate(AdmissionRequest request, List<AdmissionPlugin> asked) {
        List<String> warnings = new ArrayList<>(request.warnings());
        for (AdmissionPlugin plugin : asked) {
            if (plugin instanceof AdmissionPlugin.Validating validating && handles(plugin, request)) {
                switch (validating.validate(request)) {
                    case Verdict.Admit admit -> {
                        warnings.addAll(admit.warnings());
                        admit.annotations().forEach(AuditNotes::annotate);
                        CourseNotes.admitted("ValidatingAdmission", plugin.name(), String.join("; ", admit.warnings()), request.object(), request.object());
                    }
                    case Verdict.Deny deny -> throw StatusException.forbidden(request.resource(), request.name(), deny.reason());
                }
            }
        }
        return warnings;
    }

    /// What is passed on is asked about like what is stored; what would become of it is not changed.
    public void connect(AdmissionRequest request) {
        validate(mutate(request));
    }

    /// What goes to a subresource and is no object of the type, such as a Scale or an Eviction: the cluster's own policies and webhooks
    /// may refuse it. The platform's own plugins know objects, and see what becomes of them.
    public void sent(AdmissionRequest request) {
        validate(request, plugins.stream().filter(AdmissionPlugin::asksAboutConnections).toList());
    }

    private static boolean handles(AdmissionPlugin plugin, AdmissionRequest request) {
        return (request.operation() != AdmissionRequest.Operation.CONNECT || plugin.asksAboutConnections()) && plugin.handles(request);
    }

    public AdmissionPlugin.Account account(AdmissionRequest request) {
        List<Mutation.Write> writes = new ArrayList<>();
        List<Mutation.Predicate> predicates = new ArrayList<>();
        List<Runnable> reservations = new ArrayList<>();
        for (AdmissionPlugin plugin : plugins) {
            if (plugin instanceof AdmissionPlugin.Accounting accounting && plugin.handles(request)) {
                AdmissionPlugin.Account account = accounting.account(request);
                writes.addAll(account.writes());
                predicates.addAll(account.predicates());
                reservations.addAll(account.reservations());
            }
        }
        return new AdmissionPlugin.Account(writes, predicates, reservations);
    }
}
