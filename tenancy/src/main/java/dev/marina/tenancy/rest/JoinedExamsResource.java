package dev.marina.tenancy.rest;

import dev.marina.tenancy.rest.ExamResultsResource.SeenAttempt;
import dev.marina.tenancy.teaching.ClassRecords.Attended;
import dev.marina.tenancy.teaching.ExamAttempt;
import dev.marina.tenancy.teaching.ExamAttempts;
import dev.marina.tenancy.teaching.GivenExam;
import dev.marina.tenancy.teaching.GivenExams;
import dev.marina.tenancy.teaching.Joining;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The exams of a class that the caller attends. Of other learners nothing is said here.
@RequestScoped
@Path("v1/classes/{id}/exams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class JoinedExamsResource {

    @Inject
    private Caller caller;

    @Inject
    private Joining joining;

    @Inject
    private GivenExams exams;

    @Inject
    private ExamAttempts attempts;

    @PathParam("id")
    private UUID id;

    public record OwnAttempt(UUID id, int number, @Schema(enumeration = {
            "Running", "Grading", "Graded", "Lost"}) String state, Instant started, Instant ends,
            @Schema(description = "The caller's") String tenant, String cluster, @Schema(description = "The ExamRun in that cluster") String run,
            Integer percent, Boolean passed) {

        static OwnAttempt of(ExamAttempt attempt) {
            SeenAttempt seen = SeenAttempt.of(attempt, Optional.empty());
            return new OwnAttempt(seen.id(), seen.number(), seen.state(), seen.started(), seen.ends(), attempt.tenant(), attempt.cluster(), attempt.run(),
                    seen.percent(), seen.passed());
        }
    }

    public record JoinedExam(UUID id, String exam, @Schema(enumeration = {"Planned", "Open", "Closed"}) String state, Instant opens, Instant closes,
            int minutes, @Schema(description = "How often the caller may begin it") int attempts,
            @Schema(description = "The caller's own") List<OwnAttempt> own) {}

    private Attended attended() {
        return joining.require(caller.person().subject(), id);
    }

    @GET
    @Operation(summary = "The exams of a class that the caller joined, by their ids, with the caller's attempts")
    public Page<JoinedExam> list(@Valid @BeanParam PageRequest page) {
        Attended attended = attended();
        return Page.sorted(exams.list(attended.taught()), page, one -> one.id().toString(), one -> joined(one, attended.learner().subject()));
    }

    private JoinedExam joined(GivenExam given, String subject) {
        return new JoinedExam(given.id(), given.exam(), given.state(Instant.now()).text(), given.opens(), given.closes(), given.minutes(), given.attempts(),
                attempts.of(given, subject).stream().map(OwnAttempt::of).toList());
    }

    @POST
    @Path("{exam}/attempts")
    @Operation(summary = "Begin an exam, in the cluster with which the caller joined the class",
            description = "From then on the time runs, whatever happens. While an attempt is under way this answers that one, and begins no other.")
    @APIResponseSchema(value = OwnAttempt.class, responseCode = "201", responseDescription = "Begun")
    public Response begin(@PathParam("exam") UUID exam) {
        Attended attended = attended();
        ExamAttempt attempt = attempts.begin(attended, exams.require(attended.taught(), exam));
        return Response.created(URI.create("/api/v1/classes/%s/exams".formatted(id))).entity(OwnAttempt.of(attempt)).build();
    }
}
