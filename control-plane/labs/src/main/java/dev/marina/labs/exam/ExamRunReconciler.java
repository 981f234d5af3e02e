package dev.marina.labs.exam;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.labs.content.Exam;
import dev.marina.labs.content.ExamCatalogue;
import dev.marina.labs.content.Texts;
import dev.marina.labs.grading.Access;
import dev.marina.labs.run.Asking;
import dev.marina.labs.run.LabRun;
import dev.marina.labs.run.ServedKinds;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/// Keeps runs of exams: makes their tasks, ends them when they are handed in or their time is over, and grades them then. Everything that it needs to know
/// is in the run and in the cluster's log: killed, it goes on where it was. Time is real time; a cluster's own clock is the learner's.
public final class ExamRunReconciler implements Reconciler {

    private static final int WORKERS = 2;
    private static final Duration SOON = Duration.ofMillis(200);

    private final ExamCatalogue catalogue;
    private final ClusterReads reads;
    private final ExamGrader grader;

    private ExamRunReconciler(ExamCatalogue catalogue, ClusterReads reads, ExamGrader grader) {
        this.catalogue = catalogue;
        this.reads = reads;
        this.grader = grader;
    }

    public static Controller controller(ExamCatalogue catalogue, ClusterStore store, ClusterReads reads, Asking asking, Access access) {
        return Controller.named("exam").source(new ExamSource()).workers(WORKERS).platform()
                .with(new ExamRunReconciler(catalogue, reads, new ExamGrader(store, asking, access)));
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<ExamRun> found = turn.snapshot().stored(new ObjectKey(turn.cluster(), ExamRun.RUNS, "", turn.key().name()))
                .filter(stored -> !stored.opaque() && !stored.fields().terminating()).map(Stored::bytes).map(Document::parse).map(ExamRun::new);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        ExamRun run = found.get();
        if (!run.cluster().isEmpty() && !run.cluster().equals(turn.cluster().value())) {
            return elsewhere(turn, run);
        }
        Optional<Exam> exam = catalogue.find(run.document().text("spec", "exam"));
        if (exam.isEmpty()) {
            return switch (run.phase()) {
                case "Graded", "Refused", "Void" -> Outcome.SETTLED;
                default -> refuse(turn, run, new Texts("The installation has no exam %s any more.".formatted(run.document().text("spec", "exam")),
                        "平台上已经没有考试 %s。".formatted(run.document().text("spec", "exam"))));
            };
        }
        return switch (run.phase()) {
            case "" -> begin(turn, run, exam.get());
            // Also where a quota of the cluster keeps its tasks away: the time is over when it is over.
            case "Starting" -> over(turn, run) ? end(turn, run) : make(turn, run, exam.get());
            case "Running" -> over(turn, run) ? end(turn, run) : Outcome.recheckAfter(Duration.between(turn.realNow(), run.endsAt()));
            case "Grading" -> grade(turn, run, exam.get());
            default -> Outcome.SETTLED;
        };
    }

    /// A copy of a cluster in which an exam was being written would be a place to find out what was reached.
    private static Outcome elsewhere(Turn turn, ExamRun run) {
        if (!run.phase().equals("Void") && !run.phase().equals("Graded")) {
            write(turn, run, status -> status.put("phase", "Void").set("message",
                    new Texts("The exam began in another cluster, of which this is a copy; it is not graded here.", "考试在另一个集群开始，这里是它的副本，不会评分。").json()));
        }
        return Outcome.SETTLED;
    }

    private static Outcome refuse(Turn turn, ExamRun run, Texts why) {
        write(turn, run, status -> status.put("phase", "Refused").set("message", why.json()));
        return Outcome.SETTLED;
    }

    /// First of all it is written down where it began.
    private static Outcome begin(Turn turn, ExamRun run, Exam exam) {
        Instant began = turn.realNow().truncatedTo(ChronoUnit.SECONDS);
        write(turn, run, status -> {
            status.put("phase", "Starting").put("cluster", turn.cluster().value()).put("startedAt", began.toString());
            ArrayNode tasks = status.putArray("tasks");
            exam.tasks().forEach(task -> TaskLine.of(run, task, task.lab().example(run.task(task))).write(tasks.addObject()));
        });
        return Outcome.SETTLED;
    }

    private static Outcome make(Turn turn, ExamRun run, Exam exam) {
        for (Exam.ExamTask task : exam.tasks()) {
            Document labRun = Document.object("learn.marina.dev/v1", "LabRun").with(run.task(task), "metadata", "name").edited(root -> {
                root.withObjectProperty("metadata").putArray("ownerReferences").addObject().put("apiVersion", "learn.marina.dev/v1").put("kind", "ExamRun")
                        .put("name", run.document().name()).put("uid", run.document().uid()).put("controller", true);
                root.putObject("spec").put("lab", task.lab().id()).put("exam", run.document().name());
            });
            try {
                turn.writes().client().create(turn.writes().call(), LabRun.TYPE, labRun);
            } catch (StatusException e) {
                if (!e.is("AlreadyExists")) {
                    throw e;
                }
                if (former(turn, run, task)) {
                    // of a run of this name that was deleted; it is on its way out
                    return Outcome.recheckAfter(SOON);
                }
                if (run.made(turn, task).isEmpty()) {
                    return refuse(turn, run,
                            new Texts("There is a run %s of a lab already.".formatted(run.task(task)), "名为 %s 的实验已经存在。".formatted(run.task(task))));
                }
            }
        }
        write(turn, run, status -> {
            status.put("phase", "Running");
            status.withArrayProperty("tasks").forEach(task -> titled(turn, run, exam, (ObjectNode) task));
        });
        return Outcome.SETTLED;
    }

    /// With the values of this run.
    private static void titled(Turn turn, ExamRun run, Exam exam, ObjectNode line) {
        exam.task(line.path("id").asText()).ifPresent(task -> run.called(turn, task)
                .ifPresent(made -> TaskLine.of(run, task, LabRun.of(made, task.lab()).filling()).write(line)));
    }

    private static boolean former(Turn turn, ExamRun run, Exam.ExamTask task) {
        return run.called(turn, task).filter(made -> made.has("spec", "exam")
                && made.controller().filter(owner -> owner.uid().equals(run.document().uid())).isEmpty()).isPresent();
    }

    private static boolean over(Turn turn, ExamRun run) {
        return run.handedIn() || !turn.realNow().isBefore(run.endsAt());
    }

    private static Outcome end(Turn turn, ExamRun run) {
        Instant now = turn.realNow();
        Instant ended = now.isBefore(run.endsAt()) ? now : run.endsAt();
        write(turn, run, status -> status.put("phase", "Grading").put("endedAt", ended.toString()));
        return Outcome.SETTLED;
    }

    private Outcome grade(Turn turn, ExamRun run, Exam exam) {
        write(turn, run, status -> {
            grader.grade(turn, exam, run, ServedKinds.of(reads, turn.cluster()), status);
            status.put("phase", "Graded");
        });
        return Outcome.SETTLED;
    }

    private static void write(Turn turn, ExamRun run, Consumer<ObjectNode> change) {
        turn.writes().client().update(turn.writes().call(), ExamRun.TYPE, "status",
                run.document().edited(root -> change.accept(root.withObjectProperty("status"))));
    }
}
