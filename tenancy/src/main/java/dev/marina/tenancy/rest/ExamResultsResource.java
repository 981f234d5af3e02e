package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.ExamResult;
import dev.marina.tenancy.rest.ClassStandingResource.LabTexts;
import dev.marina.tenancy.teaching.ClassRecords;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.ExamAttempt;
import dev.marina.tenancy.teaching.ExamAttempts;
import dev.marina.tenancy.teaching.GivenExam;
import dev.marina.tenancy.teaching.GivenExams;
import dev.marina.tenancy.teaching.Learner;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What the learners of a class have reached in an exam, with what it is due to.
@RequestScoped
@Path("v1/tenants/{tenant}/classes/{id}/exams/{exam}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ExamResultsResource {

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private GivenExams exams;

    @Inject
    private ExamAttempts attempts;

    @Inject
    private ClassRecords learners;

    @PathParam("tenant")
    private String tenant;

    @PathParam("id")
    private UUID id;

    @PathParam("exam")
    private UUID exam;

    public record ExamVersion(@Schema(description = "Such as deployments.apps") String resource, String namespace, String name, String uid,
            @Schema(description = "Its resourceVersion") String version) {
        static ExamVersion of(ExamResult.Version version) {
            return version == null ? null : new ExamVersion(version.resource(), version.namespace(), version.name(), version.uid(), version.version());
        }
    }

    public record ExamDecision(@Schema(description = "Of the learner's cluster") String version, String time, String actor, ExamVersion object) {
        static ExamDecision of(ExamResult.Decision decision) {
            return decision == null ? null : new ExamDecision(decision.version(), decision.time(), decision.actor(), ExamVersion.of(decision.object()));
        }
    }

    public record ExamGoal(String id, LabTexts title, @Schema(description = "unmet, holding, met, regressed or flapping") String state,
            @Schema(description = "What was there at the end") LabTexts sees, int points, int earned,
            @Schema(description = "The change with which it took its state; absent where it stood so from the first") ExamDecision decided,
            @Schema(description = "What was looked at, as it was at the end") List<ExamVersion> objects) {

        static ExamGoal of(ExamResult.Goal goal) {
            return new ExamGoal(goal.id(), LabTexts.of(goal.title()), goal.state(), LabTexts.of(goal.sees()), goal.points(), goal.earned(),
                    ExamDecision.of(goal.decided()), goal.objects().stream().map(ExamVersion::of).toList());
        }
    }

    public record ExamTask(String id, String lab, LabTexts title, int weight, int points, int of,
            @Schema(description = "Whether changes happened of which nothing is known any more") boolean historyGap, List<ExamGoal> goals) {

        static ExamTask of(ExamResult.Task task) {
            return new ExamTask(task.id(), task.lab(), LabTexts.of(task.title()), task.weight(), task.points(), task.of(), task.historyGap(),
                    task.goals().stream().map(ExamGoal::of).toList());
        }
    }

    public record ExamRequest(String time, String task, String user, String verb, String resource, String name, int status, String program) {
        static ExamRequest of(ExamResult.Asked asked) {
            return new ExamRequest(asked.time(), asked.task(), asked.user(), asked.verb(), asked.resource(), asked.name(), asked.status(), asked.program());
        }
    }

    public record SeenAttempt(UUID id, @Schema(description = "As they gave it; absent where they have left the class") String learner, int number,
            @Schema(enumeration = {
                    "Running", "Grading", "Graded", "Lost"}) String state,
            Instant started, Instant ends,
            @Schema(description = "Until when what was done counts") String ended, @Schema(description = "Per cent, by the tasks' weights") Integer percent,
            Boolean passed, Integer points, Integer of) {

        static SeenAttempt of(ExamAttempt attempt, Optional<Learner> learner) {
            Optional<ExamResult> result = attempt.result().filter(found -> found.score() != null);
            return new SeenAttempt(attempt.id(), learner.map(Learner::name).orElse(null), attempt.number(), attempt.state(Instant.now()).text(),
                    attempt.started(), attempt.ends(), result.map(ExamResult::endedAt).orElse(null), result.map(found -> found.score().percent()).orElse(null),
                    result.map(found -> found.score().passed()).orElse(null), result.map(found -> found.score().points()).orElse(null),
                    result.map(found -> found.score().of()).orElse(null));
        }
    }

    public record AttemptEvidence(SeenAttempt attempt, List<ExamTask> tasks,
            @Schema(description = "What was asked of the learner's cluster in the exam's namespaces, the oldest first; of each task the newest hundred") List<ExamRequest> requests,
            @Schema(description = "Whether these are all") boolean requestsComplete) {

        static AttemptEvidence of(ExamAttempt attempt, Optional<Learner> learner) {
            List<ExamTask> tasks = attempt.result().map(ExamResult::tasks).orElse(List.of()).stream().map(ExamTask::of).toList();
            List<ExamRequest> requests = attempt.result().map(ExamResult::requests).orElse(List.of()).stream().map(ExamRequest::of).toList();
            return new AttemptEvidence(SeenAttempt.of(attempt, learner), tasks, requests, attempt.result().map(ExamResult::requestsComplete).orElse(false));
        }
    }

    public record ExamGrade(String learner, int attempt, String state, Integer percent, Boolean passed, String task, String goal, String goalState, int earned,
            int points, Instant started, String ended, @Schema(description = "Of the change with which the goal took its state") String version) {}

    private GivenExam given() {
        TaughtClass taught = classes.require(caller.tenant(), id);
        return exams.require(taught, exam);
    }

    /// Whose an attempt is, where they are still in the class.
    private Function<ExamAttempt, Optional<Learner>> learners(GivenExam given) {
        Map<String, Learner> bySubject = learners.learners(given.tenantId(), given.classId()).stream()
                .collect(Collectors.toMap(Learner::subject, Function.identity()));
        return attempt -> Optional.ofNullable(bySubject.get(attempt.subject()));
    }

    @DELETE
    @Needs(Permission.CLASSES_WRITE)
    @Operation(summary = "Take an exam back, with all that is kept of it; who writes it goes on for themselves")
    @APIResponse(responseCode = "204", description = "Gone")
    public Response remove() {
        exams.remove(classes.require(caller.tenant(), id), exam);
        return Response.noContent().build();
    }

    @GET
    @Path("attempts")
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "The attempts at the exam, by their ids; while one is being written nothing of it is known but that it is")
    public Page<SeenAttempt> list(@Valid @BeanParam PageRequest page) {
        GivenExam given = given();
        Function<ExamAttempt, Optional<Learner>> learner = learners(given);
        return Page.sorted(attempts.of(given), page, one -> one.id().toString(), one -> SeenAttempt.of(one, learner.apply(one)));
    }

    @GET
    @Path("attempts/{attempt}")
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "One attempt with its evidence: for each goal what decided it, in which versions, and what was asked of the cluster meanwhile")
    public AttemptEvidence read(@PathParam("attempt") UUID attempt) {
        GivenExam given = given();
        ExamAttempt found = attempts.require(given, attempt);
        return AttemptEvidence.of(found, learners(given).apply(found));
    }

    @GET
    @Path("grades")
    @Needs(Permission.CLASSES_READ)
    @Produces({MediaType.APPLICATION_JSON, CsvWriter.TYPE})
    @Operation(summary = "A line for each attempt and goal",
            description = "As CSV, the first line has the names and the header Link the next page; a text that a spreadsheet would carry out begins with an apostrophe")
    public Page<ExamGrade> grades(@Valid @BeanParam PageRequest page) {
        GivenExam given = given();
        Function<ExamAttempt, Optional<Learner>> learner = learners(given);
        List<ExamGrade> all = attempts.of(given).stream().flatMap(one -> grades(one, SeenAttempt.of(one, learner.apply(one)))).toList();
        return Page.ofLines(all, page);
    }

    private static Stream<ExamGrade> grades(ExamAttempt attempt, SeenAttempt seen) {
        List<ExamResult.Task> tasks = attempt.result().map(ExamResult::tasks).orElse(List.of());
        if (tasks.stream().allMatch(task -> task.goals().isEmpty())) {
            return Stream.of(new ExamGrade(seen.learner(), seen.number(), seen.state(), seen.percent(), seen.passed(), null, null, null, 0, 0, seen.started(),
                    seen.ended(), null));
        }
        return tasks.stream().flatMap(task -> task.goals().stream().map(goal -> new ExamGrade(seen.learner(), seen.number(), seen.state(), seen.percent(),
                seen.passed(), task.id(), goal.id(), goal.state(), goal.earned(), goal.points(), seen.started(), seen.ended(),
                goal.decided() == null ? null : goal.decided().version())));
    }
}
