package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.learn.Labs;
import dev.marina.apiserver.learn.OpenedLabs;
import dev.marina.apiserver.types.learn.LabSourceType;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Looks into what somebody brings as labs, with the very change that brings it: its status says what is found, also of a dry run, and is written by nobody
/// else. What nobody can look into is refused.
public final class LabSourceAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    /// Of one cluster.
    static final int MOST_SOURCES = 10;

    /// Whose management cluster has what classes open: as many as there are.
    private static final String PLATFORM = "marina";

    private final Supplier<Labs> labs;

    LabSourceAdmission(Supplier<Labs> labs) {
        this.labs = labs;
    }

    @Override
    public String name() {
        return "LabSource";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(LabSourceType.DEFINITION.groupResource())
                && (request.operation() == AdmissionRequest.Operation.CREATE || request.operation() == AdmissionRequest.Operation.UPDATE);
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Document source = request.operation() == AdmissionRequest.Operation.CREATE ? request.object().without("status") : request.object();
        if (!LabSourceType.shapely(source)) {
            return source;
        }
        try {
            return labs.get().looked(request.view().cluster(), source);
        } catch (IllegalArgumentException e) {
            String field = request.object().has("spec", "archive") ? "spec.archive" : "status.fetched.archive";
            throw request.invalid("FieldValueInvalid", field, "Invalid value: the archive " + e.getMessage());
        }
    }

    private static boolean forged(AdmissionRequest request) {
        Document before = request.stored().orElse(request.object());
        return Stream.of("fetched", "message").anyMatch(field -> request.object().has("status", field)
                && !request.object().at("status", field).equals(before.at("status", field)));
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        if (request.operation() == AdmissionRequest.Operation.UPDATE) {
            return request.identity().by() == Identity.Proof.IN_PROCESS || !forged(request)
                    ? Verdict.FINE
                    : new Verdict.Deny("what was fetched for a source of labs is written by the platform alone");
        }
        if (request.view().record().tenant().equals(PLATFORM)) {
            return Verdict.FINE;
        }
        if (OpenedLabs.isName(request.name())) {
            return new Verdict.Deny("what a class opens to its learners is called so: choose another name");
        }
        long there = request.view().list(LabSourceType.DEFINITION.groupResource(), "").count();
        return there < MOST_SOURCES
                ? Verdict.FINE
                : new Verdict.Deny(
                        "the cluster has %d sources of labs, and %d are the most: delete one that is not needed any more".formatted(there, MOST_SOURCES));
    }
}
