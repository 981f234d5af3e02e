package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.InstalledLab;
import dev.marina.tenancy.management.ManagementLabs;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The labs of the installation, for who makes a class of them.
@RequestScoped
@Path("v1/labs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class LabsResource {

    @Inject
    private Caller caller;

    @Inject
    private ManagementLabs labs;

    public record OfferedLab(String id, String course, ClassStandingResource.LabTexts title) {

        static OfferedLab of(InstalledLab lab) {
            return new OfferedLab(lab.id(), lab.course(), ClassStandingResource.LabTexts.of(lab.title()));
        }
    }

    @GET
    @Operation(summary = "The installation's labs, by their ids")
    public Page<OfferedLab> list(@Valid @BeanParam PageRequest page) {
        caller.person();
        return Page.sorted(labs.labs(), page, InstalledLab::id, OfferedLab::of);
    }
}
