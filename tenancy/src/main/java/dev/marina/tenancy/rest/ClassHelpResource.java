package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.Person;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.Help;
import dev.marina.tenancy.teaching.Helping;
import dev.marina.tenancy.teaching.Learner;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Help in a learner's terminal, for who teaches. It gives no right in the learner's cluster: the stream is the learner's own, in the console.
@RequestScoped
@Path("v1/tenants/{tenant}/classes/{id}/help")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ClassHelpResource {

    private static final String TYPED = "[^\\p{Cc}\\u2028-\\u202E\\u2066-\\u2069]{0,256}";
    private static final String TYPED_EXPECTED = "at most 256 characters, none of them a control character";
    private static final String ACT = "joined|typed|left";

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private Helping helping;

    @Inject
    private Concerned concerned;

    @PathParam("id")
    private UUID id;

    public record SeenHelp(UUID learner, UUID id, @Schema(enumeration = {
            "Asked", "Offered", "Shared"}) String state,
            @Schema(description = "Address of the teacher who helps; absent while one is waited for") String teacher,
            @Schema(description = "Of the terminal in the console, for the teacher who helps") String stream,
            @Schema(description = "Whether the learner lets the teacher type") boolean typing, Instant since, Instant ends) {

        static SeenHelp of(UUID learner, Help help, String subject) {
            boolean own = help.teacher().filter(one -> one.subject().equals(subject)).isPresent();
            return new SeenHelp(learner, help.id(), help.state().text(), help.teacher().map(Help.Teacher::email).orElse(null),
                    own ? help.stream().orElse(null) : null, help.typing(), help.since(), help.ends());
        }
    }

    public record HelpAct(
            @NotNull(message = Required.TEXT) @Pattern(regexp = JoinedHelpResource.ID,
                    message = JoinedHelpResource.ID_EXPECTED) @Schema(format = "uuid") String help,
            @NotNull(message = Required.TEXT) @Pattern(regexp = ACT, message = "joined, typed or left") String act,
            @Pattern(regexp = TYPED, message = TYPED_EXPECTED) String typed) {}

    private TaughtClass taught() {
        return classes.require(caller.tenant(), id);
    }

    @GET
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "Who asks for help, whom it was offered, and who shares a terminal, by the learners' ids; needs the role owner")
    public Page<SeenHelp> list(@Valid @BeanParam PageRequest page) {
        String subject = caller.person().subject();
        return Page.sorted(helping.of(taught()).entrySet().stream().sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(UUID::toString))).toList(),
                page, one -> one.getKey().toString(), one -> SeenHelp.of(one.getKey(), one.getValue(), subject));
    }

    @PUT
    @Path("{learner}")
    @Needs(Permission.CLASSES_WRITE)
    @Operation(summary = "Offer a learner help in their terminal; nothing of it is seen before the learner agrees; needs the role owner")
    public SeenHelp offer(@PathParam("learner") UUID learner) {
        Person teacher = caller.person();
        TaughtClass taught = taught();
        Learner found = helping.require(taught, learner);
        concerned.in(found.tenant(), "help offered");
        return SeenHelp.of(learner, helping.offer(taught, found, new Help.Teacher(teacher.subject(), teacher.email())), teacher.subject());
    }

    @DELETE
    @Path("{learner}")
    @Needs(Permission.CLASSES_WRITE)
    @Operation(summary = "End the help of a learner, at whatever it stands; needs the role owner")
    @APIResponse(responseCode = "204", description = "Ended")
    public Response end(@PathParam("learner") UUID learner) {
        TaughtClass taught = taught();
        Learner found = helping.require(taught, learner);
        concerned.in(found.tenant(), "help ended");
        helping.end(taught, found);
        return Response.noContent().build();
    }

    @POST
    @Path("{learner}/acts")
    @Needs(Permission.CLASSES_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Record in the audit of the learner's tenant what the caller did in the terminal that the learner shares",
            description = "The console does this before it passes on what is typed.")
    @APIResponse(responseCode = "204", description = "Recorded")
    public Response act(@PathParam("learner") UUID learner, HelpAct act) {
        TaughtClass taught = taught();
        Learner found = helping.require(taught, learner);
        helping.act(taught, found, UUID.fromString(act.help()), caller.person().subject());
        concerned.in(found.tenant(), act.typed() == null || act.typed().isEmpty() ? act.act() : act.act() + ": " + act.typed());
        return Response.noContent().build();
    }
}
