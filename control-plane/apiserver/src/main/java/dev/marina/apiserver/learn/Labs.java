package dev.marina.apiserver.learn;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.WaitReasons;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The labs of the installation and of clusters' own, as the server needs them. Implemented by whoever reads and grades them. Any thread.
public interface Labs {

    Labs NONE = new Labs() {
        @Override
        public List<Document> all(ClusterId cluster) {
            return List.of();
        }

        @Override
        public boolean has(ClusterId cluster, String lab) {
            return false;
        }

        @Override
        public Document looked(ClusterId cluster, Document source) {
            return source;
        }

        @Override
        public Optional<Document> text(ClusterId cluster, String lab) {
            return Optional.empty();
        }

        @Override
        public Document text(ClusterId cluster, Document run) {
            return Document.object("learn.marina.dev/v1", "LabText");
        }

        @Override
        public List<Document> exams() {
            return List.of();
        }

        @Override
        public Document paper(Document examRun, Function<String, Optional<Document>> tasks, Instant now) {
            return Document.object("learn.marina.dev/v1", "ExamPaper");
        }

        @Override
        public Document story(ClusterId cluster, Document run, WaitReasons.Readable readable) {
            return Document.object("learn.marina.dev/v1", "LabStory");
        }
    };

    /// `Lab` objects in the order in which they are to be offered.
    List<Document> all(ClusterId cluster);

    boolean has(ClusterId cluster, String lab);

    /// A `LabSource` with what is found in it as its status. Throws an [IllegalArgumentException] for an archive that nobody can look into.
    Document looked(ClusterId cluster, Document source);

    /// Its text with values as somebody might get them; empty where there is no such lab.
    Optional<Document> text(ClusterId cluster, String lab);

    /// The text of a run with its own values.
    Document text(ClusterId cluster, Document run);

    /// `Exam` objects by their ids.
    List<Document> exams();

    /// What there is to do in an exam, and how much time is left. Nothing of what was reached.
    ///
    /// @param tasks runs of its tasks by their names
    /// @param now real time
    Document paper(Document examRun, Function<String, Optional<Document>> tasks, Instant now);

    /// What happened in a run, from the log of its cluster.
    ///
    /// @param readable which objects the asker may know of
    Document story(ClusterId cluster, Document run, WaitReasons.Readable readable);
}
