package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.Person;
import dev.marina.tenancy.rest.JoinedHelpResource.OwnHelp;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.teaching.ClassRecords.Attended;
import dev.marina.tenancy.teaching.ClassRules;
import dev.marina.tenancy.teaching.Help;
import dev.marina.tenancy.teaching.Helping;
import dev.marina.tenancy.teaching.Joining;
import dev.marina.tenancy.teaching.OpenedSources;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The classes that the caller attends. Of other learners nothing is said here, not even how many there are.
@RequestScoped
@Path("v1/classes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class JoinedClassesResource {

    @Inject
    private Caller caller;

    @Inject
    private Joining joining;

    @Inject
    private Helping helping;

    @Inject
    private OpenedSources sources;

    public record CodeOfClass(@NotNull(message = Required.TEXT) @Size(max = 64, message = "at most 64 characters") @Schema(writeOnly = true) String code) {}

    public record NewLearner(
            @NotNull(message = Required.TEXT) @Size(max = 64, message = "at most 64 characters") @Schema(writeOnly = true) String code,
            @NotNull(message = Required.TEXT) @Pattern(regexp = ClassRules.NAME, message = ClassRules.NAME_EXPECTED) @Schema(
                    description = "By which the teacher knows the caller") String name,
            @NotNull(message = Required.TEXT) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.TENANT_EXPECTED) @Schema(
                    description = "One that the caller owns") String tenant,
            @NotNull(message = Required.TEXT) @Schema(description = "Of that tenant; one that is not there is made, and goes with the class") String cluster) {}

    public record OfferedClass(String name, @Schema(description = "The teacher's") String tenant, @Schema(enumeration = {"Planned", "Open"}) String state,
            Instant starts, Instant ends, List<String> labs, @Schema(enumeration = {
                    "keep", "asleep", "remove"}, description = "What becomes of a cluster that is made for the class when it is over") String atEnd) {}

    public record AttendedClass(UUID id, String name, @Schema(description = "The teacher's") String teacher, @Schema(enumeration = {
            "Planned", "Open", "Closed"}) String state, Instant starts, Instant ends, List<String> labs, @Schema(description = "The caller's") String tenant,
            String cluster, @Schema(description = "Whether the cluster goes with the class") boolean clusterForClass, @Schema(enumeration = {
                    "keep", "asleep", "remove"}) String atEnd,
            @Schema(description = "By which the teacher knows the caller") String learner, Instant joined,
            @Schema(description = "In the caller's terminal, where it was asked for or offered") OwnHelp help) {

        static AttendedClass of(Attended attended, Help help) {
            TaughtClass taught = attended.taught();
            return new AttendedClass(taught.id(), taught.name(), taught.tenant(), taught.state(Instant.now()).text(), taught.starts(), taught.ends(),
                    taught.labs(), attended.learner().tenant().orElse(null), attended.learner().cluster(), attended.learner().forClass(), taught.atEnd().text(),
                    attended.learner().name(), attended.learner().joined(), help == null ? null : OwnHelp.of(help));
        }
    }

    @GET
    @Operation(summary = "The classes that the caller joined, by their ids")
    public Page<AttendedClass> list(@Valid @BeanParam PageRequest page) {
        String subject = caller.person().subject();
        Map<UUID, Help> help = helping.of(subject);
        return Page.sorted(joining.of(subject), page, one -> one.taught().id().toString(), one -> AttendedClass.of(one, help.get(one.taught().id())));
    }

    @POST
    @Path("offer")
    @Limited(RequestLimits.Kind.JOIN_CLASS)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Which class a code is of, before joining it")
    public OfferedClass offer(CodeOfClass wanted) {
        caller.person();
        TaughtClass taught = joining.find(wanted.code());
        return new OfferedClass(taught.name(), taught.tenant(), taught.state(Instant.now()).text(), taught.starts(), taught.ends(), taught.labs(),
                taught.atEnd().text());
    }

    @POST
    @Limited(RequestLimits.Kind.JOIN_CLASS)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Join a class by its code, with a cluster of a tenant that the caller owns",
            description = "Who joins agrees that the class's owners see, until the caller leaves or the class is over, how the class's labs stand in that cluster, "
                    + "and nothing else of it. May be repeated.")
    @APIResponseSchema(value = AttendedClass.class, responseCode = "201", responseDescription = "Joined")
    public Response join(NewLearner wanted) {
        Person learner = caller.person();
        joining.find(wanted.code());
        caller.enter(wanted.tenant(), Permission.CLUSTERS_WRITE);
        Attended attended = joining.join(wanted.code(), learner.subject(), wanted.name(), caller.tenant(), wanted.cluster());
        sources.let(attended.taught(), attended.learner());
        return Response.created(URI.create("/api/v1/classes/" + attended.taught().id())).entity(AttendedClass.of(attended, null)).build();
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Leave a class, with what is kept of the caller in it; the cluster stays")
    @APIResponse(responseCode = "204", description = "Left")
    public Response leave(@PathParam("id") UUID id) {
        Attended left = joining.leave(caller.person().subject(), id);
        sources.let(left.taught(), left.learner());
        return Response.noContent().build();
    }
}
