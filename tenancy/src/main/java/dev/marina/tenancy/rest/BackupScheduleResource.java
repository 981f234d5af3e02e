package dev.marina.tenancy.rest;

import dev.marina.tenancy.backup.Backups;
import dev.marina.tenancy.management.ManagementBackups.Schedule;
import dev.marina.tenancy.management.ManagementBackups.ScheduleState;
import dev.marina.tenancy.tenant.Permission;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// When a cluster is backed up by itself, and how many of those backups stay.
@RequestScoped
@Path("v1/tenants/{tenant}/clusters/{cluster}/backup-schedule")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "backups")
public class BackupScheduleResource {

    private static final String CRON = "five fields of cron such as 30 3 * * *, or @daily; every 15 minutes at most";
    private static final String ZONE = "a time zone such as Europe/Berlin";
    private static final String VOLUMES = "all or none";
    private static final String KEEP = "a number from 1 to 1000";
    private static final String DAYS = "a number from 1 to 3650";
    private static final int MOST_KEPT = 1000;
    private static final int MOST_DAYS = 3650;
    private static final int USUAL = 7;

    @Inject
    private Caller caller;

    @Inject
    private Backups backups;

    @Context
    private Request request;

    @PathParam("tenant")
    private String tenant;

    @PathParam("cluster")
    private String cluster;

    public record WantedSchedule(
            @NotNull(message = Required.TEXT) @Size(min = 1, max = 100, message = CRON) @Schema(description = CRON) String schedule,
            @Size(min = 1, max = 100, message = ZONE) @Schema(description = "By whose clocks, such as Europe/Berlin", defaultValue = "UTC") String timeZone,
            @Min(value = 1, message = KEEP) @Max(value = MOST_KEPT, message = KEEP) @Schema(defaultValue = "7",
                    description = "How many good backups of the schedule stay") Integer keep,
            @Min(value = 1, message = DAYS) @Max(value = MOST_DAYS, message = DAYS) @Schema(
                    description = "For how many days they stay; the newest stays however old it is") Integer keepDays,
            @Schema(defaultValue = "false", description = "Whether nothing is backed up for now") Boolean suspended,
            @Pattern(regexp = "all|none", message = VOLUMES) @Schema(enumeration = {
                    "all", "none"}, defaultValue = "all", description = "Whether what is in volumes belongs to its backups") String volumes) {

        Schedule wanted() {
            return new Schedule(schedule, timeZone, keep == null ? USUAL : keep, keepDays,
                    Boolean.TRUE.equals(suspended), !"none".equals(volumes));
        }
    }

    public record BackupSchedule(String schedule, String timeZone, Integer keep, Integer keepDays, boolean suspended,
            @Schema(enumeration = {
                    "all", "none"}) String volumes,
            @Schema(format = "date-time", description = "When one was last due") String last, @Schema(format = "date-time") String next,
            @Schema(description = "How the last one went, in a word") String reason, String message) {

        static BackupSchedule of(ScheduleState state) {
            return new BackupSchedule(state.wanted().schedule(), state.wanted().timeZone(), state.wanted().keep(), state.wanted().keepDays(),
                    state.wanted().suspended(), state.wanted().volumes() ? "all" : "none", state.last(), state.next(), state.reason(), state.message());
        }
    }

    @GET
    @Needs(Permission.BACKUPS_READ)
    @Operation(summary = "The cluster's schedule of backups")
    @APIResponseSchema(value = BackupSchedule.class, responseDescription = "The schedule, and how it goes")
    @APIResponse(responseCode = "304", description = Tags.UNCHANGED)
    public Response read() {
        ScheduleState state = backups.schedule(caller.tenant(), cluster);
        BackupSchedule schedule = BackupSchedule.of(state);
        return Tags.answer(request, state.identity(), schedule);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Permission.BACKUPS_WRITE)
    @Operation(summary = "Say when the cluster is backed up; needs the role owner")
    @APIResponseSchema(value = BackupSchedule.class, responseDescription = "The schedule")
    public Response change(WantedSchedule wanted) {
        ScheduleState state = backups.schedule(caller.tenant(), cluster, wanted.wanted(),
                present -> Tags.require(request, present.map(ScheduleState::identity).orElse(""), "schedule of cluster " + cluster));
        return Response.ok(BackupSchedule.of(state)).tag(Tags.of(state.identity())).build();
    }

    @DELETE
    @Needs(Permission.BACKUPS_WRITE)
    @Operation(summary = "Back the cluster up no more by itself; its backups stay. Needs the role owner")
    @APIResponse(responseCode = "204", description = "There is no schedule")
    public Response delete() {
        backups.deleteSchedule(caller.tenant(), cluster);
        return Response.noContent().build();
    }
}
