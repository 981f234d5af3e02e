package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.InstalledLab;
import dev.marina.tenancy.management.LabResult;
import dev.marina.tenancy.management.Words;
import dev.marina.tenancy.teaching.ClassResults;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.Radar;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// How the learners of a class stand.
@RequestScoped
@Path("v1/tenants/{tenant}/classes/{id}/standing")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ClassStandingResource {

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private ClassResults results;

    @PathParam("tenant")
    private String tenant;

    public record LabTexts(String en, String zh) {
        static LabTexts of(Words words) {
            return words == null ? null : new LabTexts(words.en(), words.zh());
        }
    }

    public record TaughtGoal(String id, LabTexts title) {}

    public record TaughtLab(String id, LabTexts title, List<TaughtGoal> goals) {
        static TaughtLab of(InstalledLab lab) {
            return new TaughtLab(lab.id(), LabTexts.of(lab.title()),
                    lab.goals().stream().map(goal -> new TaughtGoal(goal.id(), LabTexts.of(goal.title()))).toList());
        }
    }

    public record GoalStanding(String id, @Schema(description = "unmet, holding, met, regressed or flapping") String state, int earned, int points,
            String since) {}

    public record StuckOn(String goal, Instant since, @Schema(description = "What the learner's cluster shows of the goal") LabTexts sees,
            @Schema(description = "That the learner took for it") LabTexts hint) {

        static StuckOn of(Radar.Stuck stuck) {
            return new StuckOn(stuck.goal(), stuck.since(), LabTexts.of(stuck.sees()), LabTexts.of(stuck.hint()));
        }
    }

    public record LabStanding(String lab, @Schema(description = "Of the run, such as Running or Passed") String phase, int points, int of, String started,
            String passed, List<GoalStanding> goals, @Schema(description = "Where nothing was reached for the class's stuckMinutes") StuckOn stuck) {

        static LabStanding of(LabResult run, List<Radar.Stuck> stuck, UUID learner) {
            return new LabStanding(run.lab(), run.phase(), run.score() == null ? 0 : run.score().points(), run.score() == null ? 0 : run.score().of(),
                    run.startedAt(), run.passedAt(),
                    run.goals().stream().map(goal -> new GoalStanding(goal.id(), goal.state(), goal.earned(), goal.points(), goal.since())).toList(),
                    stuck.stream().filter(one -> one.learner().id().equals(learner) && one.lab().equals(run.lab())).findFirst().map(StuckOn::of).orElse(null));
        }
    }

    public record LearnerStanding(UUID id, @Schema(description = "As they gave it") String name, Instant joined,
            @Schema(description = "Whether their cluster said how it stands") boolean known, List<LabStanding> labs) {}

    public record StuckCause(String lab, String goal, int learners, LabTexts sees) {}

    public record ClassStanding(@Schema(description = "When the first cluster was asked; at most two seconds ago") Instant at, List<TaughtLab> labs,
            List<LearnerStanding> learners, @Schema(description = "What most are stuck on, first") List<StuckCause> causes) {}

    @GET
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "Each learner's goals, who is stuck, and on what; while the class is open as their clusters say it now")
    public ClassStanding standing(@PathParam("id") UUID id) {
        TaughtClass taught = classes.require(caller.tenant(), id);
        ClassResults.Seen seen = results.of(taught);
        List<Radar.Standing> known = seen.rows().stream().map(row -> new Radar.Standing(row.learner(), row.runs().orElse(List.of()))).toList();
        Radar radar = taught.state(Instant.now()) == TaughtClass.State.CLOSED
                ? new Radar(List.of(), List.of())
                : Radar.of(known, Duration.ofMinutes(taught.stuckMinutes()), Instant.now());
        return new ClassStanding(seen.at(), classes.labs(taught).stream().map(TaughtLab::of).toList(),
                seen.rows().stream().map(row -> new LearnerStanding(row.learner().id(), row.learner().name(), row.learner().joined(), row.runs().isPresent(),
                        row.runs().orElse(List.of()).stream().map(run -> LabStanding.of(run, radar.stuck(), row.learner().id())).toList())).toList(),
                radar.causes().stream().map(cause -> new StuckCause(cause.lab(), cause.goal(), cause.learners(), LabTexts.of(cause.sees()))).toList());
    }
}
