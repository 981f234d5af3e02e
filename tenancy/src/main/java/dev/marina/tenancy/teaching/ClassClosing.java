package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.LabResult;
import dev.marina.tenancy.management.ManagementCluster;
import dev.marina.tenancy.management.ManagementCluster.ClusterState;
import dev.marina.tenancy.management.ManagementLabs;
import dev.marina.tenancy.management.PoolWish;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.NotYet;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import dev.marina.tenancy.procedure.Procedures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a class: its code is nobody's any more, what was reached is kept, and the clusters that were made for it go where they are to go.
public final class ClassClosing {

    static final String KIND = "class-closing";
    private static final Logger LOG = LoggerFactory.getLogger(ClassClosing.class);

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /// Within which a cluster is made, once somebody joined.
    private static final Duration MAKING = Duration.ofMinutes(10);

    private final Procedure<Input> procedure;
    private final Procedures procedures;
    private final ClassRecords records;
    private final Clock clock;

    /// @param id of the class
    /// @param clusters as [AtEnd#text]
    /// @param patient until when what does not answer is waited for, as text
    public record Input(UUID tenantId, UUID id, String clusters, String patient) {}

    public ClassClosing(Procedure<Input> procedure, Procedures procedures, ClassRecords records, Clock clock) {
        this.procedure = procedure;
        this.procedures = procedures;
        this.records = records;
        this.clock = clock;
    }

    /// @param examsKept keeps what can be known by now of exams that were written in the class; whether that is all
    public static Procedure<Input> procedure(ClassRecords records, ClassResults results, ManagementLabs labs, ManagementCluster management,
            Predicate<Input> examsKept, Clock clock) {
        return new Procedure<>(KIND, Input.class, List.of(
                Step.of("KEEP_RESULTS", input -> {
                    List<Learner> silent = new ArrayList<>();
                    each(records, input, (taught, learner) -> {
                        if (!kept(records, results, taught, learner)) {
                            silent.add(learner);
                        }
                    });
                    if (!silent.isEmpty() && clock.instant().isBefore(Instant.parse(input.patient()))) {
                        throw new NotYet("clusters of %d learners do not answer".formatted(silent.size()));
                    }
                }),
                Step.of("KEEP_EXAMS", input -> {
                    if (!examsKept.test(input) && clock.instant().isBefore(Instant.parse(input.patient()))) {
                        throw new NotYet("exams of the class are not graded yet");
                    }
                }),
                Step.of("LABS", input -> records.find(input.tenantId(), input.id()).ifPresent(taught -> taught.opened().forEach(labs::close))),
                Step.of("CLUSTERS", input -> each(records, input, (_, learner) -> learner.tenant().filter(_ -> learner.forClass())
                        .ifPresent(tenant -> end(management, tenant, learner, AtEnd.find(input.clusters()).orElseThrow()))))));
    }

    private interface OfLearner {
        void act(TaughtClass taught, Learner learner);
    }

    /// The class may be gone meanwhile.
    private static void each(ClassRecords records, Input input, OfLearner act) {
        records.find(input.tenantId(), input.id())
                .ifPresent(taught -> records.learners(input.tenantId(), input.id()).forEach(learner -> act.act(taught, learner)));
    }

    /// Once: done again, it keeps what was kept. What was reached in a cluster that is gone, or stays suspended, nobody knows; the class says so.
    private static boolean kept(ClassRecords records, ClassResults results, TaughtClass taught, Learner learner) {
        if (learner.tenant().isEmpty() || records.kept(taught.tenantId(), taught.id(), learner.id()).isPresent()) {
            return true;
        }
        Optional<List<LabResult>> runs = results.live(taught, learner);
        runs.ifPresent(found -> records.keep(taught.tenantId(), taught.id(), learner.id(), ClassResults.written(found)));
        return runs.isPresent();
    }

    private static void end(ManagementCluster management, String tenant, Learner learner, AtEnd how) {
        whereItIs(() -> management.cluster(tenant, learner.cluster()).filter(present -> ofTheClass(present, learner)).ifPresent(present -> {
            switch (how) {
                case KEEP -> {
                }
                case ASLEEP -> management.nodePools(tenant, present.name())
                        .forEach(pool -> management.changeNodePool(tenant, present.name(), pool.name(), asleep(), _ -> {}));
                case REMOVE -> management.deleteCluster(tenant, present);
            }
        }));
    }

    /// One that the learner removed and made anew later is theirs, though of the same name.
    private static boolean ofTheClass(ClusterState present, Learner learner) {
        return Instant.parse(present.createdAt()).isBefore(learner.joined().plus(MAKING));
    }

    private static PoolWish asleep() {
        return new PoolWish(0, null, null, null, false, null, null, null, null);
    }

    private static void whereItIs(Runnable act) {
        try {
            act.run();
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.NotFound)) {
                throw e;
            }
        }
    }

    /// Returns when the code has ended and the rest is noted. May be repeated.
    ///
    /// @param how empty: as the class says
    /// @param still throws where the class is not any more what the caller has seen
    public TaughtClass close(UUID tenant, UUID id, Optional<AtEnd> how, Consumer<TaughtClass> still) {
        TaughtClass closed = records.change(tenant, id, present -> {
            still.accept(present);
            return present.closed().isPresent() ? present : closed(present, how);
        }).orElseThrow(() -> new ProblemException(new Problem.NotFound("class " + id)));
        // The work has the class's id, so that it is done once.
        procedures.begin(procedure, id, id.toString(), new Input(tenant, id, closed.atEnd().text(), clock.instant().plus(PATIENCE).toString()));
        return closed;
    }

    private TaughtClass closed(TaughtClass present, Optional<AtEnd> how) {
        return new TaughtClass(present.tenantId(), present.tenant(), present.id(), present.name(), present.code(), present.starts(), present.ends(),
                present.labs(),
                present.mostLearners(), present.stuckMinutes(), how.orElse(present.atEnd()), present.created(), Optional.of(clock.instant()), present.version(),
                present.learners());
    }

    /// Closes what is over. May be called at any time, any number of times; a class that fails holds no other up.
    public void sweep() {
        for (TaughtClass over : records.over(clock.instant())) {
            try {
                close(over.tenantId(), over.id(), Optional.empty(), _ -> {});
            } catch (ProblemException | NotYet e) {
                LOG.atWarn().addKeyValue("class", over.id()).addKeyValue("why", e.getMessage()).log("a class's end waits for the next attempt");
            }
        }
    }
}
