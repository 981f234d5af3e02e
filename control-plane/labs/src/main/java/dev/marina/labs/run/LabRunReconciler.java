package dev.marina.labs.run;

import dev.marina.api.ClusterId;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Reconciler;
import dev.marina.controllers.engine.Turn;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.Texts;
import dev.marina.labs.grading.Access;
import dev.marina.labs.grading.Kinds;
import dev.marina.labs.source.ClusterLabs;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import java.util.Optional;

/// Keeps runs of labs: begins, grades, resets. What a learner pauses in their cluster does not pause the grader.
public final class LabRunReconciler implements Reconciler {

    private static final int WORKERS = 4;

    private final ClusterLabs labs;
    private final RunSource source;
    private final Grader grader;
    private final Acting acting;

    private LabRunReconciler(ClusterLabs labs, RunSource source, Grader grader, Acting acting) {
        this.labs = labs;
        this.acting = acting;
        this.source = source;
        this.grader = grader;
    }

    public static Controller controller(ClusterLabs labs, ClusterStore store, ClusterReads reads, Asking asking, Access access, Acting acting) {
        RunSource source = new RunSource(labs.installation(), reads);
        return Controller.named("lab").source(source).workers(WORKERS).platform()
                .with(new LabRunReconciler(labs, source, new Grader(store, new Questions(asking), access, acting), acting));
    }

    @Override
    public void forget(ClusterId cluster) {
        source.forget(cluster);
    }

    @Override
    public Outcome reconcile(Turn turn) {
        Optional<Stored> stored = turn.snapshot().stored(new ObjectKey(turn.cluster(), RunSource.RUNS, "", turn.key().name()))
                .filter(each -> !each.opaque() && !each.fields().terminating());
        Optional<Journal> journal = source.journal(turn.key());
        if (stored.isEmpty() || journal.isEmpty()) {
            return Outcome.SETTLED;
        }
        Document document = Document.parse(stored.get().bytes());
        Optional<Lab> lab = labs.find(turn.snapshot().image(), document.text("spec", "lab"));
        return lab.isEmpty() ? withoutLab(turn, document) : reconcile(turn, LabRun.of(document, lab.get()), journal.get());
    }

    private Outcome reconcile(Turn turn, LabRun run, Journal journal) {
        Kinds kinds = source.kinds(turn.cluster());
        if (run.lab().authored()) {
            journal.watch(Watched.of(run.lab(), run.filling(), kinds), journal.part().image());
        }
        RunWrites writes = RunWrites.of(turn, run, kinds, acting);
        return switch (run.phase()) {
            case "Refused", "Finished" -> Outcome.SETTLED;
            case "", "Starting" -> new Beginning(writes).begin().orElseGet(() -> begun(writes));
            case "Resetting" -> new Beginning(writes).reset().orElseGet(() -> begun(writes));
            default -> run.wantsReset()
                    ? new Beginning(writes).reset().orElseGet(() -> begun(writes))
                    : LabRun.ofExam(run.document()) ? Outcome.SETTLED : grader.grade(turn, run, journal, kinds);
        };
    }

    /// The change of its status brings it here again.
    private static Outcome begun(RunWrites writes) {
        new Beginning(writes).begun();
        return Outcome.SETTLED;
    }

    /// It is not there any more. When it comes back, the run goes on.
    private static Outcome withoutLab(Turn turn, Document document) {
        String lab = document.text("spec", "lab");
        Texts why = ClusterLabs.ofClass(lab).isPresent()
                ? new Texts(
                        "No class opens lab %s to this cluster any more: the class is over, or its teacher took the lab away. What you made stays until you delete the run."
                                .formatted(lab),
                        "已经没有班级向此集群开放实验 %s：班级已结束，或教师撤回了实验。你创建的内容会保留到你删除该实验运行为止。".formatted(lab))
                : ClusterLabs.authored(lab)
                        ? new Texts("The cluster has no lab %s any more.".formatted(lab), "集群里已经没有实验 %s。".formatted(lab))
                        : new Texts("The installation has no lab %s any more.".formatted(lab), "平台上已经没有实验 %s。".formatted(lab));
        if (!document.at("status", "message").equals(why.json())) {
            turn.writes().client().update(turn.writes().call(), LabRun.TYPE, "status", document.with(why.json(), "status", "message"));
        }
        return Outcome.SETTLED;
    }
}
