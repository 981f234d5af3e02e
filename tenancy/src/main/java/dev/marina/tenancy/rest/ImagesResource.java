package dev.marina.tenancy.rest;

import dev.marina.tenancy.image.ImageRegistry;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.settings.RegistrySettings;
import dev.marina.tenancy.settings.Settings;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// A tenant's images in the platform's registry. They are pushed and pulled by the registry's own protocol.
@RequestScoped
@Path("v1/tenants/{tenant}/images")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "images")
public class ImagesResource {

    @Inject
    private ImageRegistry images;

    @Inject
    private Settings settings;

    @PathParam("tenant")
    private String tenant;

    public record ImageTag(String name, @Schema(description = "sha256:…") String digest, long sizeBytes, Instant pushed) {}

    public record Image(
            String name,
            @Schema(description = "As a pod names it, without a tag") String reference,
            @Schema(description = "Of all that it has, each layer once") long sizeBytes,
            @Schema(description = "Versions that no tag names any more; they can be run by their digest") int untagged,
            @Schema(description = "By name, at most 200") List<ImageTag> tags) {}

    @GET
    @Needs(Permission.IMAGES_READ)
    @Operation(summary = "The tenant's images, by name, with their tags and sizes")
    public Page<Image> list(@Valid @BeanParam PageRequest page) {
        String registry = settings.registry().map(RegistrySettings::name).orElse("");
        return Page.of(images.list(tenant, page.after(), page.rows()), page, ImageRegistry.Image::name, image -> new Image(image.name(),
                "%s/%s/%s".formatted(registry, tenant, image.name()), image.sizeBytes(), image.untagged(),
                image.tags().stream().map(tag -> new ImageTag(tag.name(), tag.digest(), tag.sizeBytes(), tag.pushed())).toList()));
    }

    @DELETE
    @Needs(Permission.IMAGES_WRITE)
    @Operation(summary = "Delete an image, one tag of it, or what no tag of it names; needs the role developer")
    @APIResponse(responseCode = "204", description = "Deleted; the room counts as free at once")
    public Response delete(@QueryParam("image") @Parameter(description = "Its name, which may have several parts") String image,
            @QueryParam("tag") @Parameter(description = "Only this tag, and what it alone has ever pointed to") String tag,
            @QueryParam("untagged") @Parameter(description = "true: only versions that no tag names now") boolean untagged) {
        if (image == null || image.isEmpty()) {
            throw ProblemException.invalid(new FieldProblem("image", image, "the name of an image, such as app or team/app"));
        }
        boolean done = tag != null ? images.removeTag(tenant, image, tag) : untagged ? images.removeUntagged(tenant, image) : images.remove(tenant, image);
        if (!done) {
            throw new ProblemException(new Problem.NotFound(tag == null ? "image " + image : "tag %s of image %s".formatted(tag, image)));
        }
        return Response.noContent().build();
    }
}
