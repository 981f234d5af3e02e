package dev.marina.tenancy.management;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/// What came of an attempt at an exam, with what it is due to. While it is being written no more than its phase is known to anybody.
///
/// @param endedAt until when what was done counts; null while it is being written
/// @param score null until it is graded
/// @param requests what was asked of the cluster in the exam's namespaces, the oldest first; of each task the newest hundred
/// @param requestsComplete whether that is all
@JsonIgnoreProperties(ignoreUnknown = true)
public record ExamResult(String phase, String startedAt, String endedAt, Score score, List<Task> tasks, List<Asked> requests, boolean requestsComplete) {

    /// As the control plane calls an attempt that nothing follows any more.
    public static final String GRADED = "Graded";

    public ExamResult {
        tasks = tasks == null ? List.of() : List.copyOf(tasks);
        requests = requests == null ? List.of() : List.copyOf(requests);
    }

    /// Whether nothing changes any more.
    public boolean over() {
        return GRADED.equals(phase) || "Refused".equals(phase) || "Void".equals(phase);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Score(int percent, int pass, boolean passed, int points, int of) {}

    /// @param historyGap whether changes happened of which nothing is known any more
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Task(String id, String lab, Words title, int weight, int points, int of, boolean historyGap, List<Goal> goals) {
        public Task {
            goals = goals == null ? List.of() : List.copyOf(goals);
        }
    }

    /// @param decided the change with which it took its state; null where it stood so from the first
    /// @param objects that were looked at, as they were at the end
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Goal(String id, Words title, String state, Words sees, int points, int earned, Decision decided, List<Version> objects) {
        public Goal {
            objects = objects == null ? List.of() : List.copyOf(objects);
        }
    }

    /// @param version of the cluster
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Decision(String version, String time, String actor, Version object) {}

    /// An object in one version.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Version(String resource, String namespace, String name, String uid, String version) {}

    /// A request as the cluster's audit has it.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Asked(String time, String task, String user, String verb, String resource, String name, int status, String program) {}
}
