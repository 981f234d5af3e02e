package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.OpenedSource;
import dev.marina.tenancy.rest.ClassStandingResource.LabTexts;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.OpenedSources;
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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Labs of the teacher's own that a class opens to its learners.
@RequestScoped
@Path("v1/tenants/{tenant}/classes/{id}/sources")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ClassSourcesResource {

    private static final String SOURCE = "(?!class-[0-9a-f]{8}$)(?!.*--)[a-z0-9]([-a-z0-9]{0,15}[a-z0-9])?";
    private static final String SOURCE_EXPECTED = "the name of a LabSource of the cluster; kubectl get labsources lists them";

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private OpenedSources sources;

    @PathParam("tenant")
    private String tenant;

    @PathParam("id")
    private UUID id;

    public record NewSource(
            @NotNull(message = Required.TEXT) @Pattern(regexp = SignupRules.LABEL, message = SignupRules.TENANT_EXPECTED) @Schema(
                    description = "Of the teacher's tenant") String cluster,
            @NotNull(message = Required.TEXT) @Pattern(regexp = SOURCE, message = SOURCE_EXPECTED) @Schema(description = "A LabSource of it") String source) {}

    public record OpenedLab(String id, LabTexts title) {}

    public record SeenSource(@Schema(description = "With which the ids of its labs begin in learners' clusters") String name, String cluster, String source,
            @Schema(enumeration = {
                    "Same", "Changed", "Gone"}, description = "Whether the source is still as learners have it") String now,
            List<OpenedLab> labs) {

        static SeenSource of(OpenedSource opened) {
            return new SeenSource(opened.name(), opened.cluster(), opened.source(), opened.now(),
                    opened.labs().stream().map(lab -> new OpenedLab(lab.id(), LabTexts.of(lab.title()))).toList());
        }
    }

    @GET
    @Needs(Permission.CLASSES_READ)
    @Operation(summary = "The sources of labs that the class opens to its learners, by their names")
    public Page<SeenSource> list(@Valid @BeanParam PageRequest page) {
        return Page.sorted(sources.list(classes.require(caller.tenant(), id)), page, OpenedSource::name, SeenSource::of);
    }

    @POST
    @Needs(Permission.CLASSES_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Open all labs of a source of a cluster of the tenant's to the class's learners; needs the role owner",
            description = "As the source is now. May be repeated: learners have then what it is by now. Neither they nor anybody else reads what is in it but the labs' "
                    + "texts, goals and, once taken, hints.")
    @APIResponseSchema(value = SeenSource.class, responseCode = "201", responseDescription = "Open")
    public Response open(NewSource wanted) {
        OpenedSource opened = sources.open(caller.tenant(), id, wanted.cluster(), wanted.source());
        return Response.created(URI.create("/api/v1/tenants/%s/classes/%s/sources/%s".formatted(tenant, id, opened.name()))).entity(SeenSource.of(opened))
                .build();
    }

    @DELETE
    @Path("{name}")
    @Needs(Permission.CLASSES_WRITE)
    @Operation(summary = "Take a source's labs from the class; runs of them say so, and what learners made stays theirs")
    @APIResponse(responseCode = "204", description = "Not open any more")
    public Response end(@PathParam("name") String name) {
        sources.end(caller.tenant(), id, name);
        return Response.noContent().build();
    }
}
