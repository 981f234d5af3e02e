package dev.marina.tenancy.teaching;

import dev.marina.tenancy.cluster.Clusters;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.ClassCodes;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Tenant;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a learner does: looks a class up, joins it with a cluster of their own, leaves it.
public final class Joining {

    private static final int MOST_JOINED = 50;

    private final ClassRecords records;
    private final Clusters clusters;
    private final Clock clock;

    public Joining(ClassRecords records, Clusters clusters, Clock clock) {
        this.records = records;
        this.clusters = clusters;
        this.clock = clock;
    }

    /// Of a code that never was and of one that ended the same is said.
    public TaughtClass find(String typed) {
        return ClassCode.parse(typed).flatMap(records::byCode).filter(taught -> taught.state(clock.instant()) != TaughtClass.State.CLOSED)
                .orElseThrow(Joining::unknown);
    }

    private static ProblemException unknown() {
        return ProblemException.invalid(new FieldProblem("code", null, "the code of a class that is not over, such as K7Q2M-9XWPA"));
    }

    /// Joins with a cluster of this tenant, whose owner the caller is. From now on until they leave or the class is over its teacher sees how the class's labs
    /// stand in this cluster. One that is not there is made, and goes with the class. May be repeated.
    public ClassRecords.Attended join(String typed, String subject, String name, Tenant tenant, String cluster) {
        TaughtClass taught = find(typed);
        SignupRules.require(SignupRules.cluster(cluster).map(wrong -> new FieldProblem("cluster", wrong.value(), wrong.expected())));
        if (records.attended(subject).size() >= MOST_JOINED) {
            throw new ProblemException(new Problem.QuotaExceeded("classes", "1", Integer.toString(MOST_JOINED), Integer.toString(MOST_JOINED)));
        }
        boolean missing = clusters.list(tenant).stream().noneMatch(present -> present.name().equals(cluster));
        Instant now = clock.instant();
        Learner learner = new Learner(UUID.randomUUID(), subject, name.strip(), Optional.of(tenant.name()), cluster,
                missing || records.madeWith(taught.id(), tenant.id()), now);
        switch (records.join(taught, learner, now)) {
            case JOINED -> make(taught, learner, tenant, missing);
            case ALREADY -> {
            }
            case FULL ->
                throw new ProblemException(new Problem.Conflict("The class is full; it takes %d learners".formatted(taught.mostLearners()), List.of()));
            case OVER -> throw unknown();
        }
        return records.attended(subject).stream().filter(one -> one.taught().id().equals(taught.id())).findFirst().orElseThrow(Joining::unknown);
    }

    /// After the place was taken, so that who finds none has no cluster of it; who gets none has no place.
    private void make(TaughtClass taught, Learner learner, Tenant tenant, boolean missing) {
        if (!missing) {
            return;
        }
        try {
            clusters.create(tenant, learner.cluster(), Clusters.DEFAULT_NODES);
        } catch (ProblemException refused) {
            records.removeLearner(taught.tenantId(), taught.id(), learner.id());
            throw refused;
        }
    }

    /// As [ClassCodes].
    public Optional<ClassCodes.OfClass> signUp(String typed, Instant now) {
        return ClassCode.parse(typed).flatMap(records::byCode)
                .filter(taught -> taught.state(now) != TaughtClass.State.CLOSED && records.takesSignUps(taught, now))
                .map(taught -> new ClassCodes.OfClass(taught.id(), taught.ends()));
    }

    /// The newest first.
    public List<ClassRecords.Attended> of(String subject) {
        return records.attended(subject);
    }

    /// The class of this id, which the subject joined.
    public ClassRecords.Attended require(String subject, UUID id) {
        return records.attended(subject).stream().filter(one -> one.taught().id().equals(id)).findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("class " + id)));
    }

    /// With what is kept of them there. Their cluster stays. Answers what was left.
    public ClassRecords.Attended leave(String subject, UUID id) {
        ClassRecords.Attended own = require(subject, id);
        records.removeLearner(own.taught().tenantId(), id, own.learner().id());
        return own;
    }
}
