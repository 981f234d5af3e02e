package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.InstalledLab;
import dev.marina.tenancy.management.ManagementLabs;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What a teacher does with the classes of their tenant.
public final class Classes {

    static final int MOST_CLASSES = 50;
    private static final int USUAL_LEARNERS = 30;
    private static final int USUAL_STUCK_MINUTES = 10;

    private final ClassRecords records;
    private final ManagementLabs labs;
    private final Clock clock;

    public Classes(ClassRecords records, ManagementLabs labs, Clock clock) {
        this.records = records;
        this.labs = labs;
        this.clock = clock;
    }

    public List<TaughtClass> list(Tenant tenant, String after, int most) {
        return records.of(tenant.id(), after, most);
    }

    /// One of this tenant; of the classes of others no more is said than of what is not there.
    public TaughtClass require(Tenant tenant, UUID id) {
        return records.find(tenant.id(), id).orElseThrow(() -> missing(id));
    }

    private static ProblemException missing(UUID id) {
        return new ProblemException(new Problem.NotFound("class " + id));
    }

    /// The labs of the class that there are, the installation's first.
    public List<InstalledLab> labs(TaughtClass taught) {
        return Stream.concat(labs.labs().stream(), labs.opened(taught.tenant(), taught.opened()).stream().flatMap(source -> source.labs().stream()))
                .filter(lab -> taught.labs().contains(lab.id())).toList();
    }

    public TaughtClass create(Tenant tenant, ClassWish wanted) {
        Instant now = clock.instant();
        Instant starts = Optional.ofNullable(wanted.starts()).orElse(now);
        ClassRules.times(starts, wanted.ends(), now);
        List<String> open = ClassRules.labs(given(wanted.labs()), given(wanted.courses()), labs.labs(), List.of());
        return add(new TaughtClass(tenant.id(), tenant.name(), UUID.randomUUID(), wanted.name(), ClassCode.random(), starts, wanted.ends(), open,
                Optional.ofNullable(wanted.mostLearners()).orElse(USUAL_LEARNERS), Optional.ofNullable(wanted.stuckMinutes()).orElse(USUAL_STUCK_MINUTES),
                Optional.ofNullable(wanted.atEnd()).orElse(AtEnd.KEEP), now, Optional.empty(), 0, 0));
    }

    private TaughtClass add(TaughtClass made) {
        if (records.add(made, MOST_CLASSES)) {
            return records.find(made.tenantId(), made.id()).orElseThrow();
        }
        List<TaughtClass> present = records.of(made.tenantId(), "", MOST_CLASSES);
        if (present.stream().anyMatch(one -> one.name().equals(made.name()))) {
            throw JpaClassRecords.taken(made.name());
        }
        throw new ProblemException(
                new Problem.QuotaExceeded("classes", "1", Integer.toString(present.size()), Integer.toString(MOST_CLASSES)));
    }

    private static List<String> given(List<String> list) {
        return list == null ? List.of() : list;
    }

    /// @param still throws where the class is not any more what the caller has seen
    public TaughtClass change(Tenant tenant, UUID id, ClassWish wanted, Consumer<TaughtClass> still) {
        Instant now = clock.instant();
        boolean others = wanted.labs() != null || wanted.courses() != null;
        List<InstalledLab> installed = others ? labs.labs() : List.of();
        return changed(tenant, id, present -> {
            still.accept(present);
            Instant starts = Optional.ofNullable(wanted.starts()).orElse(present.starts());
            Instant ends = Optional.ofNullable(wanted.ends()).orElse(present.ends());
            ClassRules.times(starts, ends, now);
            return new TaughtClass(present.tenantId(), present.tenant(), id, Optional.ofNullable(wanted.name()).orElse(present.name()), present.code(), starts,
                    ends,
                    others ? ClassRules.labs(given(wanted.labs()), given(wanted.courses()), installed, own(present)) : present.labs(),
                    Optional.ofNullable(wanted.mostLearners()).orElse(present.mostLearners()),
                    Optional.ofNullable(wanted.stuckMinutes()).orElse(present.stuckMinutes()), Optional.ofNullable(wanted.atEnd()).orElse(present.atEnd()),
                    present.created(), present.closed(), present.version(), present.learners());
        });
    }

    private static List<String> own(TaughtClass taught) {
        return taught.labs().stream().filter(TaughtClass::opened).toList();
    }

    private TaughtClass changed(Tenant tenant, UUID id, java.util.function.UnaryOperator<TaughtClass> change) {
        return records.change(tenant.id(), id, present -> {
            if (present.state(clock.instant()) == TaughtClass.State.CLOSED) {
                throw new ProblemException(new Problem.Conflict("The class is closed; copy it to teach it again", List.of()));
            }
            return change.apply(present);
        }).orElseThrow(() -> missing(id));
    }

    /// From now on the earlier code is nobody's.
    public TaughtClass renewCode(Tenant tenant, UUID id) {
        ClassCode fresh = ClassCode.random();
        return changed(tenant, id, present -> new TaughtClass(present.tenantId(), present.tenant(), id, present.name(), fresh, present.starts(), present.ends(),
                present.labs(), present.mostLearners(), present.stuckMinutes(), present.atEnd(), present.created(), present.closed(), present.version(),
                present.learners()));
    }

    /// The set-up of one class for another: the installation's labs and the limits, neither its learners nor its code, nor labs of the teacher's own.
    ///
    /// @param starts empty: now
    /// @param ends empty: as long after its start as the original's
    public TaughtClass copy(Tenant tenant, UUID id, String name, Optional<Instant> starts, Optional<Instant> ends) {
        TaughtClass original = require(tenant, id);
        Instant now = clock.instant();
        Instant begins = starts.orElse(now);
        Instant over = ends.orElseGet(() -> begins.plus(Duration.between(original.starts(), original.ends())));
        ClassRules.times(begins, over, now);
        return add(new TaughtClass(tenant.id(), tenant.name(), UUID.randomUUID(), name, ClassCode.random(), begins, over,
                original.labs().stream().filter(lab -> !TaughtClass.opened(lab)).toList(),
                original.mostLearners(), original.stuckMinutes(), original.atEnd(), now, Optional.empty(), 0, 0));
    }

    /// With all that is kept of it. What its learners have stays theirs.
    public void remove(Tenant tenant, UUID id, Consumer<TaughtClass> still) {
        TaughtClass present = require(tenant, id);
        still.accept(present);
        present.opened().forEach(labs::close);
        records.remove(tenant.id(), id);
    }

    /// Answers who it was.
    public Learner removeLearner(Tenant tenant, UUID id, UUID learner) {
        UUID own = require(tenant, id).tenantId();
        return records.learner(own, id, learner).filter(_ -> records.removeLearner(own, id, learner))
                .orElseThrow(() -> new ProblemException(new Problem.NotFound("learner " + learner)));
    }
}
