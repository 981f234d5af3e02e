package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.learn.ExamsUnderWay;
import dev.marina.apiserver.learn.Labs;
import dev.marina.apiserver.types.learn.LabRunType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A run is of a lab that there is, has a seed, and is one of a few. What became of it is written by its grader alone: an administrator of
/// the cluster may do everything but give themselves points. A task of an exam has nothing that a learner could ask for but its start.
public final class LabRunAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    /// Of one cluster. Each is graded with every change in its namespace.
    static final int MOST_RUNS = 10;

    private static final String SPEC = "spec";
    private static final String STATUS = "status";
    private static final String RESET = "reset";

    private final RandomGenerator random;
    private final Supplier<Labs> labs;
    private final Clock clock;

    LabRunAdmission(RandomGenerator random, Supplier<Labs> labs, Clock clock) {
        this.random = random;
        this.labs = labs;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "LabRun";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(LabRunType.DEFINITION.groupResource()) && request.operation() != AdmissionRequest.Operation.CONNECT;
    }

    @Override
    public Document mutate(AdmissionRequest request) {
        Document run = request.object();
        boolean chosen = request.operation() != AdmissionRequest.Operation.CREATE || run.has("spec", "seed");
        return chosen ? run : run.with((long) random.nextInt(1, Integer.MAX_VALUE), "spec", "seed");
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        boolean platform = request.identity().by() == Identity.Proof.IN_PROCESS;
        return switch (request.operation()) {
            case CREATE -> platform ? Verdict.FINE : begins(request);
            case UPDATE -> platform ? Verdict.FINE : changes(request, request.stored().orElse(request.object()));
            case DELETE -> !platform && ExamsUnderWay.around(request.stored().orElse(request.object()), request.view()).isPresent()
                    ? new Verdict.Deny("a task of an exam goes with its exam alone")
                    : Verdict.FINE;
            case CONNECT -> Verdict.FINE;
        };
    }

    private Verdict changes(AdmissionRequest request, Document before) {
        Document after = request.object();
        if (!before.at(STATUS).equals(after.at(STATUS))) {
            return new Verdict.Deny("the status of a run is written by its grader alone");
        }
        if (ExamsUnderWay.examOf(before).isEmpty() || before.at(SPEC).equals(after.at(SPEC))) {
            return Verdict.FINE;
        }
        if (after.has(SPEC, RESET, "step") || !before.without(SPEC, RESET).at(SPEC).equals(after.without(SPEC, RESET).at(SPEC))) {
            return new Verdict.Deny("a task of an exam has neither hints nor predictions nor states of steps, and is handed in with its exam");
        }
        // What came before a reset is forgotten: not once it is being graded.
        boolean open = ExamsUnderWay.around(before, request.view()).filter(exam -> ExamsUnderWay.open(exam, clock.instant())).isPresent();
        return open ? Verdict.FINE : new Verdict.Deny("the exam is over");
    }

    private Verdict begins(AdmissionRequest request) {
        if (!ExamsUnderWay.examOf(request.object()).isEmpty()) {
            return new Verdict.Deny("a task of an exam is made with its exam alone");
        }
        Optional<Document> exam = ExamsUnderWay.in(request.view());
        if (exam.isPresent()) {
            return new Verdict.Deny("the exam \"%s\" is under way in this cluster; labs begin when it is over".formatted(exam.get().name()));
        }
        String lab = request.object().text("spec", "lab");
        if (!labs.get().has(request.view().cluster(), lab)) {
            List<String> known = labs.get().all(request.view().cluster()).stream().map(Document::name).toList();
            throw request.invalid("FieldValueNotSupported", "spec.lab", "Unsupported value: \"%s\": supported values: %s".formatted(lab,
                    known.stream().sorted().map("\"%s\""::formatted).collect(Collectors.joining(", "))));
        }
        long there = ExamsUnderWay.ordinary(request.view()).count();
        return there < MOST_RUNS
                ? Verdict.FINE
                : new Verdict.Deny("the cluster has %d runs of labs, and %d are the most: delete one that is not needed any more".formatted(there, MOST_RUNS));
    }
}
