package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.learn.ExamsUnderWay;
import dev.marina.apiserver.learn.Labs;
import dev.marina.apiserver.types.learn.ExamRunType;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// An exam is one that there is, is the only one in its cluster, and ends when the server says. What came of it is written by its grader alone; one that a
/// class gave is not taken away before.
public final class ExamRunAdmission implements AdmissionPlugin.Mutating, AdmissionPlugin.Validating {

    /// Of one cluster, with those that are over.
    static final int MOST_RUNS = 5;

    private static final String SPEC = "spec";
    private static final String STATUS = "status";
    private static final Set<String> OVER = Set.of("Finished", "Refused");

    private final Supplier<Labs> labs;
    private final Clock clock;

    ExamRunAdmission(Supplier<Labs> labs, Clock clock) {
        this.labs = labs;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ExamRun";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.resource().equals(ExamRunType.DEFINITION.groupResource()) && request.operation() != AdmissionRequest.Operation.CONNECT;
    }

    /// By real time: a cluster's own clock is the learner's.
    @Override
    public Document mutate(AdmissionRequest request) {
        if (request.operation() != AdmissionRequest.Operation.CREATE || platform(request)) {
            return request.object();
        }
        List.of("endsAt", "given").stream().filter(field -> request.object().has(SPEC, field)).findFirst().ifPresent(field -> {
            throw request.invalid("FieldValueForbidden", "spec." + field, "Forbidden: the platform alone says this");
        });
        return exam(request).map(exam -> request.object().with(clock.instant().plus(Duration.ofMinutes(exam.at(SPEC, "minutes").asLong()))
                .truncatedTo(ChronoUnit.SECONDS).toString(), SPEC, "endsAt")).orElse(request.object());
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        return switch (request.operation()) {
            case CREATE -> begins(request);
            case UPDATE -> {
                boolean same = request.stored().map(before -> before.at(STATUS).equals(request.object().at(STATUS))).orElse(false);
                yield same || platform(request) ? Verdict.FINE : new Verdict.Deny("the status of an exam is written by its grader alone");
            }
            case DELETE -> {
                boolean given = request.stored().orElse(request.object()).has(SPEC, "given");
                yield given && !platform(request) && ExamsUnderWay.underWay(request.stored().orElse(request.object()), request.view())
                        ? new Verdict.Deny("an exam that a class gave is not deleted before it is graded; hand it in first")
                        : Verdict.FINE;
            }
            case CONNECT -> Verdict.FINE;
        };
    }

    private static boolean platform(AdmissionRequest request) {
        return request.identity().by() == Identity.Proof.IN_PROCESS;
    }

    private Optional<Document> exam(AdmissionRequest request) {
        return labs.get().exams().stream().filter(exam -> exam.name().equals(request.object().text(SPEC, "exam"))).findFirst();
    }

    private Verdict begins(AdmissionRequest request) {
        Document exam = exam(request).orElseThrow(() -> request.invalid("FieldValueNotSupported", "spec.exam",
                "Unsupported value: \"%s\": supported values: %s".formatted(request.object().text(SPEC, "exam"),
                        labs.get().exams().stream().map(Document::name).sorted().map("\"%s\""::formatted).collect(Collectors.joining(", ")))));
        Optional<Document> other = ExamsUnderWay.in(request.view());
        if (other.isPresent()) {
            return new Verdict.Deny("the exam \"%s\" is under way in this cluster; there is one at a time".formatted(other.get().name()));
        }
        int there = request.view().image().count(request.resource());
        if (there >= MOST_RUNS) {
            return new Verdict.Deny(
                    "the cluster has %d runs of exams, and %d are the most: delete one that is not needed any more".formatted(there, MOST_RUNS));
        }
        Set<String> tasks = exam.at(SPEC, "tasks").valueStream().map(task -> task.path("lab").asText()).collect(Collectors.toSet());
        List<String> graded = ExamsUnderWay.ordinary(request.view())
                .filter(run -> tasks.contains(run.text(SPEC, "lab")) && !OVER.contains(run.text(STATUS, "phase"))).map(Document::name).sorted().toList();
        return graded.isEmpty()
                ? Verdict.FINE
                : new Verdict.Deny("labs of the exam are under way in this cluster, and would show what the exam does not: hand in or delete %s first"
                        .formatted(String.join(", ", graded)));
    }
}
