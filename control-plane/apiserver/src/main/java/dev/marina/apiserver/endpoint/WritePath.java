package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.apiserver.admission.AdmissionChain;
import dev.marina.apiserver.admission.AdmissionPlugin;
import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.audit.AuditNotes;
import dev.marina.apiserver.budget.Turns;
import dev.marina.apiserver.course.CourseNotes;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.managedfields.ManagedFields;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import dev.marina.store.Committed;
import dev.marina.store.Mutation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What all writes have in common: what they are decided from, whom they pass, how they are committed and answered. What is
/// decided from a view of the cluster is committed under the predicate that the view still holds; where it does not, and the
/// client did not insist on a version, everything is decided anew.
record WritePath(ClusterViews views, TypeMachinery types, AdmissionChain admission, WriteRules rules, ServiceAllocation services, SharedForms forms,
        ShownObjects shown, Clock clock, RandomGenerator random) {

    static final int ATTEMPTS = 12;

    /// What came of a write.
    ///
    /// @param bytes of the object afterwards, as it is stored
    record Written(byte[] bytes, List<String> warnings) {}

    /// After those who change it. What the server alone decides of an object, nobody does on its way.
    AdmissionRequest mutated(AdmissionRequest asked) {
        AdmissionRequest admitted = admission.mutate(asked);
        OwnerReferences owners = OwnerReferences.admitted(admitted.object());
        return owners.object() == asked.object() ? admitted : admitted.with(Metadata.unmoved(owners.object(), asked.object())).warned(owners.warnings());
    }

    /// Refuses what may not be; answers the warnings of those who let it pass.
    ///
    /// @param own the type's; not asked for where a part of this process writes, which reads none
    List<String> check(ApiRequest sent, AdmissionRequest request, ResourceDefinition definition, List<FieldError> errors, Supplier<List<String>> own) {
        if (!errors.isEmpty()) {
            throw Metadata.invalid(definition, request.name(), errors);
        }
        rules.check(request);
        return admission.validate(sent.peer() instanceof Peer.InProcess ? request : request.warned(own.get()));
    }

    /// The object as it would be answered, of a write that is not made.
    byte[] unwritten(ResourceDefinition definition, Document object, ManagedFields managed) {
        return managed.writtenIn(definition.toStored(object));
    }

    Committed commit(ApiRequest request, AdmissionPlugin.Account account, Mutation.Write write, List<Mutation.Predicate> predicates) {
        account.reserve();
        List<Mutation.Write> writes = new ArrayList<>();
        writes.add(write);
        writes.addAll(account.writes());
        List<Mutation.Predicate> all = new ArrayList<>(account.predicates());
        all.addAll(predicates);
        return commit(request, writes, all);
    }

    Committed commit(ApiRequest request, List<Mutation.Write> writes, List<Mutation.Predicate> predicates) {
        OptionalLong epoch = request.peer() instanceof Peer.InProcess inProcess ? inProcess.epoch() : OptionalLong.empty();
        Mutation mutation = new Mutation(request.clusterId(), request.origin(), writes, predicates, epoch);
        Turns.setDown();
        CourseNotes.checked();
        Committed committed = views.store().commit(mutation);
        AuditNotes.wrote(mutation, committed);
        return committed;
    }

    ApiResponse.Bytes answer(ApiRequest request, ResourceDefinition definition, int status, List<String> warnings, byte[] object) {
        ApiResponse.Bytes answer = Rendering.of(request, definition, forms, clock.instant()).object(status, ShownObjects.bytes(definition, object));
        for (String warning : warnings) {
            answer = answer.warning(warning);
        }
        return answer;
    }
}
