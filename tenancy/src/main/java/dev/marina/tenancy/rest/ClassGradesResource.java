package dev.marina.tenancy.rest;

import dev.marina.tenancy.management.LabResult;
import dev.marina.tenancy.teaching.ClassResults;
import dev.marina.tenancy.teaching.Classes;
import dev.marina.tenancy.teaching.TaughtClass;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What the learners of a class have reached, for a spreadsheet.
@RequestScoped
@Path("v1/tenants/{tenant}/classes/{id}/grades")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "classes")
public class ClassGradesResource {

    private static final String NOT_BEGUN = "NotBegun";
    private static final String UNKNOWN = "Unknown";

    @Inject
    private Caller caller;

    @Inject
    private Classes classes;

    @Inject
    private ClassResults results;

    @PathParam("tenant")
    private String tenant;

    public record ClassGrade(String learner, String lab, @Schema(description = "Of the run; NotBegun, or Unknown where the cluster did not say") String phase,
            int points, int of, int met, int goals, String started, String passed) {}

    @GET
    @Needs(Permission.CLASSES_READ)
    @Produces({MediaType.APPLICATION_JSON, CsvWriter.TYPE})
    @Operation(summary = "A line for each learner and lab",
            description = "As CSV, the first line has the names and the header Link the next page; a text that a spreadsheet would carry out begins with an apostrophe")
    public Page<ClassGrade> grades(@PathParam("id") UUID id, @Valid @BeanParam PageRequest page) {
        TaughtClass taught = classes.require(caller.tenant(), id);
        List<ClassGrade> all = results.of(taught).rows().stream().flatMap(row -> taught.labs().stream().flatMap(lab -> grades(row, lab))).toList();
        int from = (int) Math.min(all.size(), page.after().isEmpty() ? 0 : Math.max(0, page.before()));
        List<Integer> lines = IntStream.range(from, Math.min(all.size(), from + page.rows())).boxed().toList();
        return Page.of(lines, page, line -> Integer.toString(line + 1), all::get);
    }

    private static Stream<ClassGrade> grades(ClassResults.Row row, String lab) {
        String name = row.learner().name();
        List<LabResult> runs = row.runs().orElse(List.of()).stream().filter(run -> run.lab().equals(lab)).toList();
        if (runs.isEmpty()) {
            return Stream.of(new ClassGrade(name, lab, row.runs().isPresent() ? NOT_BEGUN : UNKNOWN, 0, 0, 0, 0, null, null));
        }
        return runs.stream().map(run -> new ClassGrade(name, lab, run.phase(), run.score() == null ? 0 : run.score().points(),
                run.score() == null ? 0 : run.score().of(), (int) run.goals().stream().filter(LabResult.Goal::reached).count(), run.goals().size(),
                run.startedAt(), run.passedAt()));
    }
}
