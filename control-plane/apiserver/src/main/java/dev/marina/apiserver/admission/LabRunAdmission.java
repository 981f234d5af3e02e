package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.learn.Labs;
import dev.marina.apiserver.types.learn.LabRunType;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A run is of a lab that there is, has a seed, and is one of a few. What became of it is written by its grader alone: an administrator of
/// the cluster may do everything but give themselves points.
public final class LabRunAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    /// Of one cluster. Each is graded with every change in its namespace.
    static final int MOST_RUNS = 10;

    private static final String STATUS = "status";

    private final RandomGenerator random;
    private final Supplier<Labs> labs;

    LabRunAdmission(RandomGenerator random, Supplier<Labs> labs) {
        this.random = random;
        this.labs = labs;
    }

    @Override
    public String name() {
        return "LabRun";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(LabRunType.DEFINITION.groupResource()) && request.operation() != AdmissionRequest.Operation.DELETE;
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Document run = request.object();
        boolean chosen = request.operation() != AdmissionRequest.Operation.CREATE || run.has("spec", "seed");
        return chosen ? run : run.with((long) random.nextInt(1, Integer.MAX_VALUE), "spec", "seed");
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        if (request.operation() == AdmissionRequest.Operation.CREATE) {
            return begins(request);
        }
        boolean same = request.stored().map(before -> before.at(STATUS).equals(request.object().at(STATUS))).orElse(false);
        return same || request.identity().by() == Identity.Proof.IN_PROCESS
                ? Verdict.FINE
                : new Verdict.Deny("the status of a run is written by its grader alone");
    }

    private Verdict begins(AdmissionRequest request) {
        String lab = request.object().text("spec", "lab");
        List<String> known = labs.get().all().stream().map(Document::name).toList();
        if (!known.contains(lab)) {
            String message = "Unsupported value: \"%s\": supported values: %s".formatted(lab,
                    known.stream().sorted().map("\"%s\""::formatted).collect(Collectors.joining(", ")));
            throw new StatusException(422, "Invalid", "LabRun.learn.marina.dev \"%s\" is invalid: spec.lab: %s".formatted(request.name(), message),
                    new StatusException.Details(request.name(), "learn.marina.dev", "LabRun", "",
                            List.of(new StatusException.StatusCause("FieldValueNotSupported", message, "spec.lab")), 0));
        }
        int there = request.view().image().count(request.resource());
        return there < MOST_RUNS
                ? Verdict.FINE
                : new Verdict.Deny("the cluster has %d runs of labs, and %d are the most: delete one that is not needed any more".formatted(there, MOST_RUNS));
    }
}
