package dev.marina.labs.serving;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.api.WaitReasons;
import dev.marina.apiserver.learn.Labs;
import dev.marina.labs.content.Exam;
import dev.marina.labs.content.ExamCatalogue;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.run.LabRun;
import dev.marina.store.ClusterStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The installation's labs for its API server.
public final class ServedLabs implements Labs {

    private final LabCatalogue catalogue;
    private final ClusterStore store;
    private final List<Document> all;
    private final ExamCatalogue exams;
    private final List<Document> allExams;

    public ServedLabs(LabCatalogue catalogue, ExamCatalogue exams, ClusterStore store) {
        this.catalogue = catalogue;
        this.exams = exams;
        this.store = store;
        this.allExams = exams.exams().stream().map(ExamDocument::of).toList();
        this.all = catalogue.labs().stream().map(lab -> LabDocument.of(lab, lab.example(lab.id()))).toList();
    }

    @Override
    public List<Document> all() {
        return all;
    }

    @Override
    public Optional<Document> text(String lab) {
        return catalogue.find(lab).map(found -> LabDocument.text(found, lab, found.example(lab)));
    }

    @Override
    public Document text(Document run) {
        Lab lab = catalogue.find(run.text("spec", "lab")).orElseThrow(() -> new StatusException(404, "NotFound",
                "the installation has no lab \"%s\" any more".formatted(run.text("spec", "lab")), StatusException.Details.NONE));
        return LabDocument.text(lab, run.name(), LabRun.of(run, lab).filling());
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
