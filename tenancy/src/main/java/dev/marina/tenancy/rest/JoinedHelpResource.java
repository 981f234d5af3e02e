package dev.marina.tenancy.rest;

import dev.marina.tenancy.teaching.ClassRecords.Attended;
import dev.marina.tenancy.teaching.Help;
import dev.marina.tenancy.teaching.Helping;
import dev.marina.tenancy.teaching.Joining;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Help in the caller's own terminal, by a teacher of a class that the caller attends.
@RequestScoped
@Path("v1/classes/{id}/help")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class JoinedHelpResource {

    static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    static final String ID_EXPECTED = "the id of a help";
    private static final String STREAM = "[A-Za-z0-9_-]{16,64}";

    @Inject
    private Caller caller;

    @Inject
    private Joining joining;

    @Inject
    private Helping helping;

    @Inject
    private Concerned concerned;

    @PathParam("id")
    private UUID id;

    public record OwnHelp(UUID id, @Schema(enumeration = {
            "Asked", "Offered", "Shared"}) String state,
            @Schema(description = "Address of the teacher who helps; absent while one is waited for") String teacher,
            @Schema(description = "Of the terminal that is shared") String stream, boolean typing, Instant since, Instant ends) {

        static OwnHelp of(Help help) {
            return new OwnHelp(help.id(), help.state().text(), help.teacher().map(Help.Teacher::email).orElse(null), help.stream().orElse(null), help.typing(),
                    help.since(), help.ends());
        }
    }

    public record Consent(
            @NotNull(message = Required.TEXT) @Pattern(regexp = ID, message = ID_EXPECTED) @Schema(format = "uuid",
                    description = "The offer that the caller has read") String help,
            @NotNull(message = Required.TEXT) @Pattern(regexp = STREAM, message = "16 to 64 letters, digits, - and _") @Schema(
                    description = "What the caller's console calls the one terminal that is shared") String stream,
            @Schema(description = "Whether the teacher may type there too; not, where it is absent") Boolean typing) {

        boolean mayType() {
            return Boolean.TRUE.equals(typing);
        }
    }

    private Attended attended() {
        return joining.require(caller.person().subject(), id);
    }

    @POST
    @Operation(summary = "Ask the class's teachers for help; nothing is shared by it")
    public OwnHelp ask() {
        Attended attended = attended();
        concerned.in(attended.learner().tenant(), "help asked for");
        return OwnHelp.of(helping.ask(attended));
    }

    @PUT
    @Path("consent")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Agree that the teacher who offered help sees one terminal of the caller's, and types there where the caller says so",
            description = "May be repeated for the same terminal, to let the teacher type or not. It ends by itself after an hour.")
    public OwnHelp agree(Consent consent) {
        Attended attended = attended();
        concerned.in(attended.learner().tenant(), consent.mayType() ? "help agreed, with typing" : "help agreed");
        return OwnHelp.of(helping.agree(attended, UUID.fromString(consent.help()), consent.stream(), consent.mayType()));
    }

    @DELETE
    @Operation(summary = "End the help, at whatever it stands")
    @APIResponse(responseCode = "204", description = "Ended")
    public Response end() {
        Attended attended = attended();
        concerned.in(attended.learner().tenant(), "help ended");
        helping.end(attended.taught(), attended.learner());
        return Response.noContent().build();
    }
}
