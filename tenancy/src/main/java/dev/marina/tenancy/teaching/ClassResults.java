package dev.marina.tenancy.teaching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.tenancy.management.LabResult;
import dev.marina.tenancy.management.ManagementLabs;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// How learners stand: while their class is open, in their own clusters; once it is closed, as it was kept.
public final class ClassResults {

    private static final ObjectMapper JSON = new ObjectMapper();
    /// Several teachers look at one class, each with a page that asks anew every few seconds.
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int FORGET_BEYOND = 200;

    private final ClassRecords records;
    private final ManagementLabs labs;
    private final Clock clock;
    private final Map<UUID, Seen> seen = new ConcurrentHashMap<>();

    /// @param runs empty where the learner's cluster does not answer, or is not there
    public record Row(Learner learner, Optional<List<LabResult>> runs) {}

    /// @param at when the first cluster was asked
    public record Seen(Instant at, long version, List<Row> rows) {}

    public ClassResults(ClassRecords records, ManagementLabs labs, Clock clock) {
        this.records = records;
        this.labs = labs;
        this.clock = clock;
    }

    /// At most two seconds old.
    public Seen of(TaughtClass taught) {
        Instant now = clock.instant();
        Seen known = seen.get(taught.id());
        if (known != null && known.version() == version(taught) && known.at().plus(FRESH).isAfter(now)) {
            return known;
        }
        if (seen.size() > FORGET_BEYOND) {
            seen.values().removeIf(old -> !old.at().plus(FRESH).isAfter(now));
        }
        Seen fresh = new Seen(now, version(taught), records.learners(taught.tenantId(), taught.id()).stream()
                .map(learner -> new Row(learner, taught.state(now) == TaughtClass.State.CLOSED ? kept(taught, learner) : live(taught, learner))).toList());
        seen.put(taught.id(), fresh);
        return fresh;
    }

    /// Another where somebody joined or left.
    private static long version(TaughtClass taught) {
        return taught.version() * (ClassRules.MOST_LEARNERS + 1) + taught.learners();
    }

    private Optional<List<LabResult>> kept(TaughtClass taught, Learner learner) {
        return records.kept(taught.tenantId(), taught.id(), learner.id()).map(ClassResults::read);
    }

    /// As the learner's cluster says it; empty where it does not.
    Optional<List<LabResult>> live(TaughtClass taught, Learner learner) {
        try {
            return learner.tenant().map(tenant -> labs.results(tenant, learner.cluster(), Set.copyOf(taught.labs())));
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.Unavailable || e.problem() instanceof Problem.NotFound || e.problem() instanceof Problem.TooManyRequests) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static List<LabResult> read(String kept) {
        try {
            return JSON.readValue(kept, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("kept results cannot be read", e);
        }
    }

    static String written(List<LabResult> runs) {
        try {
            return JSON.writeValueAsString(runs);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("results cannot be written", e);
        }
    }
}
