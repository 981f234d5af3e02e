package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.ExamResult;
import dev.marina.tenancy.management.LabResult;
import dev.marina.tenancy.teaching.ClassResults;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.ExamAttempt;
import dev.marina.tenancy.teaching.ExamAttempts;
import dev.marina.tenancy.teaching.GivenExams;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What the learners of a class have reached, for a spreadsheet.
@RequestScoped
@Path("v1/tenants/{tenant}/classes/{id}/grades")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ClassGradesResource {

    private static final String NOT_BEGUN = "NotBegun";
    private static final String UNKNOWN = "Unknown";
    private static final String EXAM = "exam:";

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private ClassResults results;

    @Inject
    private GivenExams exams;

    @Inject
    private ExamAttempts attempts;

    @PathParam("tenant")
    private String tenant;

    public record ClassGrade(String learner, @Schema(description = "Its id; of an exam exam: and its id") String lab,
            @Schema(description = "Of the run or the attempt; NotBegun, or Unknown where the cluster did not say") String phase,
            int points, int of, int met, int goals, String started, String passed) {}

    @GET
    @Needs(Permission.CLASSES_READ)
    @Produces({MediaType.APPLICATION_JSON, CsvWriter.TYPE})
    @Operation(summary = "A line for each learner and lab, then one for each attempt at an exam",
            description = "As CSV, the first line has the names and the header Link the next page; a text that a spreadsheet would carry out begins with an apostrophe")
    public Page<ClassGrade> grades(@PathParam("id") UUID id, @Valid @BeanParam PageRequest page) {
        TaughtClass taught = classes.require(caller.tenant(), id);
        List<ClassResults.Row> rows = results.of(taught).rows();
        List<ClassGrade> all = Stream.concat(rows.stream().flatMap(row -> taught.labs().stream().flatMap(lab -> grades(row, lab))),
                exams.list(taught).stream().flatMap(given -> attempts.of(given).stream()).flatMap(attempt -> grade(attempt, rows))).toList();
        return Page.ofLines(all, page);
    }

    /// Of those who are still in the class.
    private static Stream<ClassGrade> grade(ExamAttempt attempt, List<ClassResults.Row> rows) {
        List<ExamResult.Goal> goals = attempt.result().map(ExamResult::tasks).orElse(List.of()).stream().flatMap(task -> task.goals().stream()).toList();
        Optional<ExamResult> graded = attempt.result().filter(result -> result.score() != null);
        return rows.stream().map(ClassResults.Row::learner).filter(learner -> learner.subject().equals(attempt.subject()))
                .map(learner -> new ClassGrade(learner.name(), EXAM + attempt.exam().exam(), attempt.state(Instant.now()).text(),
                        graded.map(result -> result.score().points()).orElse(0), graded.map(result -> result.score().of()).orElse(0),
                        (int) goals.stream().filter(goal -> "met".equals(goal.state())).count(), goals.size(), attempt.started().toString(),
                        graded.filter(result -> result.score().passed()).map(ExamResult::endedAt).orElse(null)));
    }

    private static Stream<ClassGrade> grades(ClassResults.Row row, String lab) {
        String name = row.learner().name();
        List<LabResult> runs = row.runs().orElse(List.of()).stream().filter(run -> run.lab().equals(lab)).toList();
        if (runs.isEmpty()) {
            return Stream.of(new ClassGrade(name, lab, row.runs().isPresent() ? NOT_BEGUN : UNKNOWN, 0, 0, 0, 0, null, null));
        }
        return runs.stream().map(run -> new ClassGrade(name, lab, run.phase(), run.score() == null ? 0 : run.score().points(),
                run.score() == null ? 0 : run.score().of(), (int) run.goals().stream().filter(LabResult.Goal::reached).count(), run.goals().size(),
                run.startedAt(), run.passedAt()));
    }
}
