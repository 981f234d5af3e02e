package dev.marina.tenancy.teaching;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// Classes and who joined them; each method is durable when it returns.
public interface ClassRecords {

    /// False where the tenant has a class of this name, or as many as it may have.
    boolean add(TaughtClass made, int most);

    /// By name.
    ///
    /// @param after only those behind this name
    List<TaughtClass> of(UUID tenant, String after, int most);

    Optional<TaughtClass> find(UUID tenant, UUID id);

    Optional<TaughtClass> byCode(ClassCode code);

    /// Changes a class while nobody else does; what is thrown changes nothing. Empty where there is none.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException Conflict where another class of the tenant has the name
    Optional<TaughtClass> change(UUID tenant, UUID id, UnaryOperator<TaughtClass> change);

    /// Whether there was one.
    boolean remove(UUID tenant, UUID id);

    /// Those whose time is over and that are not closed, or are, while nothing of what follows was begun.
    List<TaughtClass> over(Instant now);

    /// Gives the learner a place, where there is one: decided while nobody else joins the class.
    Joined join(TaughtClass joined, Learner learner, Instant now);

    enum Joined {
        JOINED, ALREADY, FULL, OVER
    }

    /// In the order in which they joined.
    List<Learner> learners(UUID tenant, UUID id);

    /// The classes in which this cluster is a learner's.
    List<TaughtClass> attending(String tenant, String cluster);

    Optional<Learner> learner(UUID tenant, UUID id, UUID learner);

    /// Whether there was one.
    boolean removeLearner(UUID tenant, UUID id, UUID learner);

    /// Keeps what a learner reached, as JSON.
    void keep(UUID tenant, UUID id, UUID learner, String results);

    /// What was kept of a learner.
    Optional<String> kept(UUID tenant, UUID id, UUID learner);

    /// The classes that somebody joined, the newest first.
    List<Attended> attended(String subject);

    /// @param learner the subject's own place
    record Attended(TaughtClass taught, Learner learner) {}

    /// Whether the class takes one more who signs up with its code. Only a tenant that does not end lets people in this way: who came in by a code has none to
    /// give.
    boolean takesSignUps(TaughtClass taught, Instant now);

    /// Whether this tenant was made with the code of this class.
    boolean madeWith(UUID id, UUID learnerTenant);
}
