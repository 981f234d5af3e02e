package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.store.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// All plugins in order: the mutating ones, then the validating ones, then the accounts.
public final class AdmissionChain {

    private final List<AdmissionPlugin> plugins;

    public AdmissionChain(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /// The order is upstream's; see AdmissionOrderTest.
    public static List<AdmissionPlugin> standard(RandomGenerator random, PlanQuotaAdmission.Tenants tenants) {
        return List.of(
                new NamespaceLifecycleAdmission(),
                new LimitRangerAdmission(),
                new ServiceAccountAdmission(random),
                new NodeRestrictionAdmission(),
                new PodSecurityAdmission(),
                new PriorityAdmission(),
                new DefaultTolerationSecondsAdmission(),
                new DefaultStorageClassAdmission(),
                new StorageObjectInUseProtectionAdmission(),
                new PersistentVolumeClaimResizeAdmission(),
                new RuntimeClassAdmission(),
                new ClusterRoleAggregation(),
                new HostAccessAdmission(),
                new DefinitionLimitsAdmission(),
                new PlanQuotaAdmission(tenants),
                new ResourceQuotaAdmission());
    }

    public List<String> names() {
        return plugins.stream().map(AdmissionPlugin::name).toList();
    }

    public AdmissionRequest mutate(AdmissionRequest request) {
        AdmissionRequest current = request;
        for (AdmissionPlugin plugin : plugins) {
            if (plugin instanceof AdmissionPlugin.Mutating mutating && plugin.handles(current)) {
                Document changed = mutating.mutate(current);
                current = current.with(changed);
            }
        }
        return current;
    }

    /// Answers the warnings; throws `Forbidden` on a denial.
    public List<String> validate(AdmissionRequest request) {
        List<String> warnings = new ArrayList<>();
        for (AdmissionPlugin plugin : plugins) {
            if (plugin instanceof AdmissionPlugin.Validating validating && plugin.handles(request)) {
                switch (validating.validate(request)) {
                    case Verdict.Admit admit -> warnings.addAll(admit.warnings());
                    case Verdict.Deny deny -> throw StatusException.forbidden(request.resource(), request.name(), deny.reason());
                }
            }
        }
        return warnings;
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
