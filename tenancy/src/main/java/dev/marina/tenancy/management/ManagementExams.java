package dev.marina.tenancy.management;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The installation's exams, and attempts at them in learners' clusters.
public interface ManagementExams {

    List<InstalledExam> exams();

    /// Begins an attempt in one cluster; its time ends as said, by real time. May be repeated.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where the cluster is not in a state to write it, and says why
    void begin(Wanted wanted);

    /// @param run by which the cluster knows it
    record Wanted(String tenant, String cluster, String run, String exam, Instant ends, UUID classId, UUID attempt) {}

    /// How the attempt stands; empty where the cluster has none.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException NotFound where there is no such cluster
    Optional<ExamResult> result(String tenant, String cluster, UUID attempt);
}
