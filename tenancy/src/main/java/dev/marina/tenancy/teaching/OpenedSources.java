package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.InstalledLab;
import dev.marina.tenancy.management.ManagementLabs;
import dev.marina.tenancy.management.OpenedSource;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.procedure.NotYet;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.procedure.Procedure.Step;
import dev.marina.tenancy.procedure.Procedures;
import dev.marina.tenancy.tenant.Tenant;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Labs of the clusters of the teacher's tenant that a class opens to its learners: copies, since what a teacher writes meanwhile is nothing to learn with yet.
public final class OpenedSources {

    static final String KIND = "class-labs";
    static final int MOST_SOURCES = 10;
    /// Within which a learner's cluster is made, once they joined.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ClassRecords records;
    private final ManagementLabs labs;
    private final Procedures procedures;
    private final Procedure<Input> procedure;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /// A learner's cluster.
    ///
    /// @param patient until when it may be made, as text
    public record Input(String tenant, String cluster, String patient) {}

    public OpenedSources(ClassRecords records, ManagementLabs labs, Procedures procedures, Procedure<Input> procedure, Clock clock) {
        this.records = records;
        this.labs = labs;
        this.procedures = procedures;
        this.procedure = procedure;
        this.clock = clock;
    }

    /// Has open in a learner's cluster what the classes open that it attends by now.
    public static Procedure<Input> procedure(ClassRecords records, ManagementLabs labs, Clock clock) {
        return new Procedure<>(KIND, Input.class, List.of(Step.of("LET_IN", input -> {
            Set<String> open = records.attending(input.tenant(), input.cluster()).stream()
                    .filter(taught -> taught.state(clock.instant()) != TaughtClass.State.CLOSED).flatMap(taught -> taught.opened().stream())
                    .collect(Collectors.toSet());
            try {
                labs.let(input.tenant(), input.cluster(), open);
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.NotFound)) {
                    throw e;
                }
                if (!open.isEmpty() && clock.instant().isBefore(Instant.parse(input.patient()))) {
                    throw new NotYet("there is no cluster %s of %s yet".formatted(input.cluster(), input.tenant()));
                }
            }
        })));
    }

    public List<OpenedSource> list(TaughtClass taught) {
        return labs.opened(taught.tenant(), taught.opened());
    }

    /// Opens all labs of a source of one of the tenant's clusters, as it is now, also to who joins later. May be repeated: learners have then what the source is by now.
    public OpenedSource open(Tenant tenant, UUID id, String cluster, String source) {
        TaughtClass taught = require(tenant.id(), id);
        changeable(taught);
        Optional<String> before = list(taught).stream().filter(one -> one.cluster().equals(cluster) && one.source().equals(source)).map(OpenedSource::name)
                .findFirst();
        if (before.isEmpty() && taught.opened().size() >= MOST_SOURCES) {
            throw new ProblemException(new Problem.QuotaExceeded("sources", "1", Integer.toString(taught.opened().size()), Integer.toString(MOST_SOURCES)));
        }
        String name = before.orElseGet(this::drawn);
        OpenedSource opened = copied(tenant, cluster, source, name);
        try {
            change(tenant.id(), id, name, opened.labs().stream().map(InstalledLab::id).toList());
        } catch (ProblemException refused) {
            if (before.isEmpty()) {
                labs.close(name);
            }
            throw refused;
        }
        letAll(tenant.id(), id);
        return opened;
    }

    private String drawn() {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return "class-" + HexFormat.of().formatHex(bytes);
    }

    private OpenedSource copied(Tenant tenant, String cluster, String source, String name) {
        try {
            return labs.open(tenant.name(), cluster, source, name);
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.NotFound || e.problem() instanceof Problem.Unprocessable) {
                throw ProblemException.invalid(new FieldProblem("source", source,
                        "a source of cluster %s in which labs are found; kubectl get labsources lists them".formatted(cluster)));
            }
            throw e;
        }
    }

    private TaughtClass require(UUID tenant, UUID id) {
        return records.find(tenant, id).orElseThrow(() -> new ProblemException(new Problem.NotFound("class " + id)));
    }

    private void changeable(TaughtClass taught) {
        if (taught.state(clock.instant()) == TaughtClass.State.CLOSED) {
            throw new ProblemException(new Problem.Conflict("The class is closed; copy it to teach it again", List.of()));
        }
    }

    /// @param now the labs that it has from this source
    private void change(UUID tenant, UUID id, String name, List<String> now) {
        records.change(tenant, id, present -> {
            changeable(present);
            return present.withLabs(ClassRules.with(without(present, name), now));
        }).orElseThrow(() -> new ProblemException(new Problem.NotFound("class " + id)));
    }

    private static List<String> without(TaughtClass taught, String name) {
        return taught.labs().stream().filter(lab -> !lab.startsWith(name + "--")).toList();
    }

    /// The learners' runs of its labs are not graded any more; what they made is theirs.
    public void end(Tenant tenant, UUID id, String name) {
        if (!require(tenant.id(), id).opened().contains(name)) {
            throw new ProblemException(new Problem.NotFound("source " + name));
        }
        labs.close(name);
        records.change(tenant.id(), id, present -> present.withLabs(without(present, name)));
        letAll(tenant.id(), id);
    }

    private void letAll(UUID tenant, UUID id) {
        records.learners(tenant, id).forEach(this::let);
    }

    /// To be called when somebody joined a class, or left it. Goes on by itself where the cluster is not there yet.
    public void let(Learner learner) {
        learner.tenant().ifPresent(tenant -> {
            UUID work = UUID.randomUUID();
            procedures.begin(procedure, work, work.toString(), new Input(tenant, learner.cluster(), clock.instant().plus(PATIENCE).toString()));
        });
    }

    /// The same, where the class has anything to open.
    public void let(TaughtClass taught, Learner learner) {
        Stream.of(learner).filter(_ -> !taught.opened().isEmpty()).forEach(this::let);
    }
}
