package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.ExamResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Exams that classes give, and attempts at them; each method is durable when it returns.
public interface ExamRecords {

    /// False where the class gives as many as it may.
    boolean add(GivenExam given, int most);

    /// By the time at which they open.
    List<GivenExam> of(UUID tenant, UUID taught);

    Optional<GivenExam> find(UUID tenant, UUID taught, UUID id);

    /// With the attempts at it. Whether there was one.
    boolean remove(GivenExam given);

    /// The attempt that the learner has under way, or a new one: decided while nobody else begins one. Empty where they have no more.
    Optional<ExamAttempt> begin(ExamAttempt wanted, Instant now);

    /// It is in the cluster.
    void begun(ExamAttempt attempt);

    /// Never was; for one that is not begun.
    void withdraw(ExamAttempt attempt);

    /// What came of it; empty where that is lost. Once: what is kept stays.
    void keep(ExamAttempt attempt, Optional<ExamResult> result, Instant now);

    Optional<ExamAttempt> attempt(GivenExam given, UUID id);

    /// In the order in which they began.
    List<ExamAttempt> attempts(GivenExam given);

    /// Likewise those of one learner.
    List<ExamAttempt> attempts(GivenExam given, String subject);
}
