package dev.marina.tenancy.rest;

import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.GivenExam;
import dev.marina.tenancy.teaching.GivenExams;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The exams that a class gives, for who teaches it.
@RequestScoped
@Path("v1/tenants/{tenant}/classes/{id}/exams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ClassExamsResource {

    static final String MINUTES_EXPECTED = "a number from 1 to " + GivenExams.MOST_MINUTES;
    static final String ATTEMPTS_EXPECTED = "a number from 1 to " + GivenExams.MOST_ATTEMPTS;

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private GivenExams exams;

    @PathParam("tenant")
    private String tenant;

    @PathParam("id")
    private UUID id;

    public record NewExam(
            @NotNull(message = Required.TEXT) @Size(max = 64, message = "at most 64 characters") @Schema(description = "Of the installation") String exam,
            @Schema(format = "date-time", description = "From when on it may be begun; now, where it is absent") String opens,
            @Schema(format = "date-time", description = "Until when it may be written; the class's end, where it is absent") String closes,
            @Min(value = 1, message = MINUTES_EXPECTED) @Max(value = GivenExams.MOST_MINUTES, message = MINUTES_EXPECTED) @Schema(
                    description = "That each learner has; as the exam says, where it is absent") Integer minutes,
            @Min(value = 1, message = ATTEMPTS_EXPECTED) @Max(value = GivenExams.MOST_ATTEMPTS, message = ATTEMPTS_EXPECTED) @Schema(
                    description = "How often each may begin it; once, where it is absent") Integer attempts) {}

    public record SeenExam(UUID id, String exam, @Schema(enumeration = {
            "Planned", "Open", "Closed"}) String state, Instant opens, Instant closes, int minutes,
            int attempts, Instant created) {

        static SeenExam of(GivenExam given) {
            return new SeenExam(given.id(), given.exam(), given.state(Instant.now()).text(), given.opens(), given.closes(), given.minutes(), given.attempts(),
                    given.created());
        }
    }

    private TaughtClass taught() {
        return classes.require(caller.tenant(), id);
    }

    @GET
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "The exams that the class gives, by their ids; needs the role owner")
    public Page<SeenExam> list(@Valid @BeanParam PageRequest page) {
        return Page.sorted(exams.list(taught()), page, one -> one.id().toString(), SeenExam::of);
    }

    @POST
    @Needs(Permission.CLASSES_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Give the class an exam; needs the role owner")
    @APIResponseSchema(value = SeenExam.class, responseCode = "201", responseDescription = "Given")
    public Response give(NewExam wanted) {
        GivenExam given = exams.give(taught(), wanted.exam(), Optional.ofNullable(ClassesResource.time("opens", wanted.opens())),
                Optional.ofNullable(ClassesResource.time("closes", wanted.closes())), Optional.ofNullable(wanted.minutes()),
                Optional.ofNullable(wanted.attempts()));
        return Response.created(URI.create("/api/v1/tenants/%s/classes/%s/exams/%s".formatted(tenant, id, given.id()))).entity(SeenExam.of(given)).build();
    }
}
