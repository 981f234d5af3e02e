package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.Settings;
import dev.marina.tenancy.teaching.AtEnd;
import dev.marina.tenancy.teaching.ClassClosing;
import dev.marina.tenancy.teaching.ClassRules;
import dev.marina.tenancy.teaching.ClassWish;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.Learner;
import dev.marina.tenancy.teaching.OpenedSources;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The classes of a tenant, for who teaches them.
@RequestScoped
@Path("v1/tenants/{tenant}/classes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ClassesResource {

    static final String AT_END = "keep|asleep|remove";
    static final String AT_END_EXPECTED = "keep, asleep or remove";
    private static final String LIST = "an array of at most 200 texts";
    private static final int MOST_NAMED = 200;
    private static final String WHEN = "a time such as 2027-03-01T08:00:00Z";

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private ClassClosing closing;

    @Inject
    private OpenedSources sources;

    @Inject
    private Settings settings;

    @Context
    private Request request;

    @PathParam("tenant")
    private String tenant;

    public record NewClass(
            @NotNull(message = Required.TEXT) @Pattern(regexp = ClassRules.NAME, message = ClassRules.NAME_EXPECTED) String name,
            @Schema(format = "date-time", description = "Now, where it is absent") String starts,
            @NotNull(message = Required.TEXT) @Schema(format = "date-time") String ends,
            @Size(max = MOST_NAMED, message = LIST) @Schema(description = "By their ids") List<String> labs,
            @Size(max = MOST_NAMED, message = LIST) @Schema(description = "Whose labs are open too") List<String> courses,
            @Min(value = 1, message = ClassRules.LEARNERS_EXPECTED) @Max(value = ClassRules.MOST_LEARNERS,
                    message = ClassRules.LEARNERS_EXPECTED) Integer mostLearners,
            @Min(value = 1, message = ClassRules.MINUTES_EXPECTED) @Max(value = ClassRules.MOST_STUCK_MINUTES,
                    message = ClassRules.MINUTES_EXPECTED) @Schema(
                            description = "Without progress, after which a learner counts as stuck") Integer stuckMinutes,
            @Pattern(regexp = AT_END, message = AT_END_EXPECTED) @Schema(
                    description = "What becomes of clusters that were made for the class when it is closed") String atEnd) {}

    public record ClassChange(
            @Pattern(regexp = ClassRules.NAME, message = ClassRules.NAME_EXPECTED) String name,
            @Schema(format = "date-time") String starts, @Schema(format = "date-time") String ends,
            @Size(max = MOST_NAMED, message = LIST) List<String> labs, @Size(max = MOST_NAMED, message = LIST) List<String> courses,
            @Min(value = 1, message = ClassRules.LEARNERS_EXPECTED) @Max(value = ClassRules.MOST_LEARNERS,
                    message = ClassRules.LEARNERS_EXPECTED) Integer mostLearners,
            @Min(value = 1, message = ClassRules.MINUTES_EXPECTED) @Max(value = ClassRules.MOST_STUCK_MINUTES,
                    message = ClassRules.MINUTES_EXPECTED) Integer stuckMinutes,
            @Pattern(regexp = AT_END, message = AT_END_EXPECTED) String atEnd) {}

    public record ClassCopy(
            @NotNull(message = Required.TEXT) @Pattern(regexp = ClassRules.NAME, message = ClassRules.NAME_EXPECTED) String name,
            @Schema(format = "date-time", description = "Now, where it is absent") String starts,
            @Schema(format = "date-time", description = "As long after its start as the original's, where it is absent") String ends) {}

    public record ClassEnd(
            @Pattern(regexp = AT_END, message = AT_END_EXPECTED) @Schema(description = "As the class says, where it is absent") String clusters) {}

    /// @param code while somebody can join with it
    public record SeenClass(UUID id, String name, @Schema(enumeration = {"Planned", "Open", "Closed"}) String state, Instant starts, Instant ends,
            List<String> labs, int mostLearners, int stuckMinutes, @Schema(enumeration = {"keep", "asleep", "remove"}) String atEnd,
            @Schema(description = "What learners join with; absent once it is closed") String code,
            @Schema(format = "uri", description = "Where learners do that") String link, int learners, Instant created, Instant closed) {}

    @GET
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "The tenant's classes, by name; needs the role owner")
    public Page<SeenClass> list(@Valid @BeanParam PageRequest page) {
        return Page.of(classes.list(caller.tenant(), page.after(), page.rows()), page, TaughtClass::name, this::seen);
    }

    private SeenClass seen(TaughtClass taught) {
        TaughtClass.State state = taught.state(Instant.now());
        Optional<String> code = Optional.of(taught.code().shown()).filter(_ -> state != TaughtClass.State.CLOSED);
        return new SeenClass(taught.id(), taught.name(), state.text(), taught.starts(), taught.ends(), taught.labs(), taught.mostLearners(),
                taught.stuckMinutes(),
                taught.atEnd().text(), code.orElse(null), code.map(text -> settings.consoleUrl() + "/join?code=" + text).orElse(null), taught.learners(),
                taught.created(), taught.closed().orElse(null));
    }

    @POST
    @Needs(Permission.CLASSES_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a class; needs the role owner")
    @APIResponseSchema(value = SeenClass.class, responseCode = "201", responseDescription = "Made, with its code")
    public Response create(NewClass wanted) {
        return made(classes.create(caller.tenant(), new ClassWish(wanted.name(), time("starts", wanted.starts()), time("ends", wanted.ends()), wanted.labs(),
                wanted.courses(), wanted.mostLearners(), wanted.stuckMinutes(), atEnd(wanted.atEnd()))));
    }

    private Response made(TaughtClass taught) {
        return Response.created(URI.create("/api/v1/tenants/%s/classes/%s".formatted(tenant, taught.id()))).entity(seen(taught)).tag(Tags.of(identity(taught)))
                .build();
    }

    private static AtEnd atEnd(String given) {
        return given == null ? null : AtEnd.find(given).orElseThrow();
    }

    static Instant time(String field, String given) {
        try {
            return given == null ? null : Instant.parse(given).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeParseException _) {
            throw ProblemException.invalid(new FieldProblem(field, given, WHEN));
        }
    }

    @GET
    @Path("{id}")
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "One class")
    @APIResponseSchema(SeenClass.class)
    public Response read(@PathParam("id") UUID id) {
        return shown(classes.require(caller.tenant(), id));
    }

    @PATCH
    @Path("{id}")
    @Needs(Permission.CLASSES_WRITE)
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Change a class that is not closed; labs and courses together replace those that are open")
    @APIResponseSchema(SeenClass.class)
    public Response change(@PathParam("id") UUID id, ClassChange wanted) {
        return shown(classes.change(caller.tenant(), id, new ClassWish(wanted.name(), time("starts", wanted.starts()), time("ends", wanted.ends()),
                wanted.labs(), wanted.courses(), wanted.mostLearners(), wanted.stuckMinutes(), atEnd(wanted.atEnd())), still(id)));
    }

    private java.util.function.Consumer<TaughtClass> still(UUID id) {
        return present -> Tags.require(request, identity(present), "class " + id);
    }

    /// Learners come and go without making it another.
    private static String identity(TaughtClass taught) {
        return taught.identity() + " " + taught.state(Instant.now());
    }

    private Response shown(TaughtClass taught) {
        return Response.ok(seen(taught)).tag(Tags.of(identity(taught))).build();
    }

    @DELETE
    @Path("{id}")
    @Needs(Permission.CLASSES_WRITE)
    @Operation(summary = "Forget a class with everything that is kept of it; what its learners have stays theirs")
    @APIResponse(responseCode = "204", description = "Gone")
    public Response remove(@PathParam("id") UUID id) {
        classes.remove(caller.tenant(), id, still(id));
        return Response.noContent().build();
    }

    @POST
    @Path("{id}/code")
    @Needs(Permission.CLASSES_WRITE)
    @Operation(summary = "Give the class another code; nobody joins with the earlier one any more")
    @APIResponseSchema(SeenClass.class)
    public Response renewCode(@PathParam("id") UUID id) {
        return shown(classes.renewCode(caller.tenant(), id));
    }

    @POST
    @Path("{id}/copies")
    @Needs(Permission.CLASSES_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make another class with this one's set-up, without its learners")
    @APIResponseSchema(value = SeenClass.class, responseCode = "201", responseDescription = "Made, with a code of its own")
    public Response copy(@PathParam("id") UUID id, ClassCopy wanted) {
        return made(classes.copy(caller.tenant(), id, wanted.name(), Optional.ofNullable(time("starts", wanted.starts())),
                Optional.ofNullable(time("ends", wanted.ends()))));
    }

    @POST
    @Path("{id}/closing")
    @Needs(Permission.CLASSES_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Close the class: its code ends, results are kept, clusters that were made for it stay, lose their nodes (asleep), or are removed",
            description = "May be repeated. A learner's other clusters are not touched.")
    @APIResponseSchema(value = SeenClass.class, responseDescription = "Closed; clusters go by themselves")
    public Response close(@PathParam("id") UUID id, ClassEnd wanted) {
        return shown(closing.close(caller.tenant().id(), id, Optional.ofNullable(atEnd(wanted.clusters())), still(id)));
    }

    @DELETE
    @Path("{id}/learners/{learner}")
    @Needs(Permission.CLASSES_WRITE)
    @Operation(summary = "Take a learner out of the class, with what is kept of them in it")
    @APIResponse(responseCode = "204", description = "Out of it")
    public Response removeLearner(@PathParam("id") UUID id, @PathParam("learner") UUID learner) {
        Learner removed = classes.removeLearner(caller.tenant(), id, learner);
        sources.let(classes.require(caller.tenant(), id), removed);
        return Response.noContent().build();
    }
}
