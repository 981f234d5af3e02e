package dev.marina.apiserver.admission;

import dev.marina.api.StatusException;
import dev.marina.apiserver.budget.BudgetLimits;
import dev.marina.store.ClusterImage;
import java.util.List;

/// Refuses objects beyond what one cluster may store. Writes that are decided at the same moment may pass it by as many as they are: the
/// bound keeps one cluster from filling what all share, it is no account.
public final class ObjectBudgetAdmission implements AdmissionPlugin.Validating {

    private static final int INVALID = 422;
    private static final int TOO_LARGE = 413;

    private final BudgetLimits limits;

    public ObjectBudgetAdmission(BudgetLimits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "ObjectBudget";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return (request.subresource().isEmpty() || request.subresource().equals("status"))
                && (request.operation() == AdmissionRequest.Operation.CREATE || request.operation() == AdmissionRequest.Operation.UPDATE);
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        ClusterImage stored = request.view().image();
        if (request.operation() == AdmissionRequest.Operation.CREATE) {
            int most = limits.objects(request.resource());
            if (stored.objects() >= limits.objects() || most < limits.objects() && stored.count(request.resource()) >= most) {
                throw new StatusException(INVALID, "Invalid",
                        "%s \"%s\" is one too many: this cluster may have %d %s".formatted(request.resource(), request.name(),
                                most, most < limits.objects() ? "of them" : "objects"),
                        StatusException.Details.of(request.resource(), request.name()));
            }
        }
        if (stored.objectBytes() >= limits.objectBytes() && grows(request)) {
            throw new StatusException(TOO_LARGE, "RequestEntityTooLarge", "there is no room for %s \"%s\": the objects of this cluster may take %d bytes"
                    .formatted(request.resource(), request.name(), limits.objectBytes()), StatusException.Details.of(request.resource(), request.name()));
        }
        return new Verdict.Admit(List.of());
    }

    /// What makes objects smaller is how room is made.
    private static boolean grows(AdmissionRequest request) {
        return request.stored().isEmpty() || request.object().bytes().length > request.stored().get().bytes().length;
    }
}
