package dev.marina.apiserver.learn;

import dev.marina.api.Document;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.types.learn.ExamRunType;
import dev.marina.apiserver.types.learn.LabRunType;
import dev.marina.store.Stored;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which exams are being written in a cluster. As long as one is, nothing in the cluster says what of it was reached.
public final class ExamsUnderWay {

    /// Nothing follows any more.
    private static final Set<String> OVER = Set.of("Graded", "Refused", "Void");
    private static final String SPEC = "spec";
    private static final String STATUS = "status";
    private static final String EXAM = "exam";

    private ExamsUnderWay() {}

    /// At most one.
    public static Optional<Document> in(ClusterView view) {
        try (Stream<Stored> runs = view.list(ExamRunType.DEFINITION.groupResource(), "")) {
            return runs.filter(stored -> !stored.opaque()).map(Stored::bytes).map(Document::parse).filter(run -> underWay(run, view)).findFirst();
        }
    }

    /// In a copy of the cluster in which it began it is not: there it is never graded.
    public static boolean underWay(Document examRun, ClusterView view) {
        String cluster = examRun.text(STATUS, "cluster");
        return !OVER.contains(examRun.text(STATUS, "phase")) && (cluster.isEmpty() || cluster.equals(view.cluster().value()));
    }

    /// Of which exam run a lab's run is a task; "" for none.
    public static String examOf(Document labRun) {
        return labRun.text(SPEC, EXAM);
    }

    /// The exam of which this run is a task, as long as it is being written.
    public static Optional<Document> around(Document labRun, ClusterView view) {
        String exam = examOf(labRun);
        return exam.isEmpty() ? Optional.empty() : in(view).filter(run -> run.name().equals(exam));
    }

    /// Whether what is done now counts.
    public static boolean open(Document examRun, Instant now) {
        return examRun.text(STATUS, "phase").equals("Running") && !examRun.at(SPEC, "finished").asBoolean()
                && now.isBefore(Instant.parse(examRun.text(SPEC, "endsAt")));
    }

    /// Runs of labs that are no tasks and are graded.
    public static Stream<Document> ordinary(ClusterView view) {
        return view.list(LabRunType.DEFINITION.groupResource(), "").filter(stored -> !stored.opaque()).map(Stored::bytes).map(Document::parse)
                .filter(run -> examOf(run).isEmpty());
    }
}
