package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.InstalledExam;
import dev.marina.tenancy.management.ManagementExams;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The exams of the installation, for who gives one to a class.
@RequestScoped
@Path("v1/exams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ExamsResource {

    @Inject
    private Caller caller;

    @Inject
    private ManagementExams exams;

    public record OfferedExam(String id, ClassStandingResource.LabTexts title, ClassStandingResource.LabTexts summary, int minutes,
            @Schema(description = "Per cent from which on it is passed") int pass, @Schema(description = "How many") int tasks) {

        static OfferedExam of(InstalledExam exam) {
            return new OfferedExam(exam.id(), ClassStandingResource.LabTexts.of(exam.title()), ClassStandingResource.LabTexts.of(exam.summary()),
                    exam.minutes(), exam.pass(), exam.tasks());
        }
    }

    @GET
    @Operation(summary = "The installation's exams, by their ids")
    public Page<OfferedExam> list(@Valid @BeanParam PageRequest page) {
        caller.person();
        return Page.sorted(exams.exams(), page, InstalledExam::id, OfferedExam::of);
    }
}
