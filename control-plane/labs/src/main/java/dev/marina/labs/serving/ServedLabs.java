package dev.marina.labs.serving;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.learn.Labs;
import dev.marina.labs.content.Exam;
import dev.marina.labs.content.ExamCatalogue;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.UnusableArchive;
import dev.marina.labs.run.LabRun;
import dev.marina.labs.source.ClusterLabs;
import dev.marina.store.ClusterStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The installation's labs, and those of each cluster's own, for the API server.
public final class ServedLabs implements Labs {

    private final ClusterLabs labs;
    private final ClusterStore store;
    private final List<Document> all;
    private final ExamCatalogue exams;
    private final List<Document> allExams;

    public ServedLabs(ClusterLabs labs, ExamCatalogue exams, ClusterStore store) {
        this.labs = labs;
        this.exams = exams;
        this.store = store;
        this.allExams = exams.exams().stream().map(ExamDocument::of).toList();
        this.all = labs.installation().labs().stream().map(lab -> LabDocument.of(lab, lab.example(lab.id()))).toList();
    }

    @Override
    public List<Document> all(ClusterId cluster) {
        List<Document> own = labs.besides(store.image(cluster)).stream().map(lab -> LabDocument.of(lab, lab.example(lab.id()))).toList();
        return own.isEmpty() ? all : Stream.concat(all.stream(), own.stream()).toList();
    }

    @Override
    public boolean has(ClusterId cluster, String lab) {
        return labs.find(store.image(cluster), lab).isPresent();
    }

    @Override
    public Optional<Document> text(ClusterId cluster, String lab) {
        return labs.find(store.image(cluster), lab).map(found -> LabDocument.text(found, lab, found.example(lab)));
    }

    @Override
    public Document text(ClusterId cluster, Document run) {
        Lab lab = labs.find(store.image(cluster), run.text("spec", "lab")).orElseThrow(() -> new StatusException(404, "NotFound",
                "the cluster has no lab \"%s\" any more".formatted(run.text("spec", "lab")), StatusException.Details.NONE));
        return LabDocument.text(lab, run.name(), LabRun.of(run, lab).filling());
    }

    @Override
    public Document looked(ClusterId cluster, Document source) {
        try {
            return labs.looked(cluster, source);
        } catch (UnusableArchive e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public List<Document> exams() {
        return allExams;
    }

    @Override
    public Document paper(Document examRun, Function<String, Optional<Document>> tasks, Instant now) {
        Exam exam = exams.find(examRun.text("spec", "exam")).orElseThrow(() -> new StatusException(404, "NotFound",
                "the installation has no exam \"%s\" any more".formatted(examRun.text("spec", "exam")), StatusException.Details.NONE));
        return ExamDocument.paper(exam, examRun, tasks, now);
    }

    @Override
    public Document story(ClusterId cluster, Document run, WaitReasons.Readable readable) {
        return Story.of(store, cluster, run, readable).document(run.name());
    }
}
