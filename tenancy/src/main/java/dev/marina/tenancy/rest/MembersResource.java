package dev.marina.tenancy.rest;

import dev.marina.tenancy.member.Memberships;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Role;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@RequestScoped
@Path("v1/tenants/{tenant}/members")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "members")
public class MembersResource {

    static final String ROLES = "owner|developer|viewer";
    static final String ROLE_EXPECTED = "owner, developer or viewer";

    @Inject
    private Caller caller;

    @Inject
    private Memberships memberships;

    @Context
    private Request request;

    @PathParam("tenant")
    private String tenant;

    public record RoleChange(@NotNull(message = Required.TEXT) @Pattern(regexp = ROLES, message = ROLE_EXPECTED) String role) {}

    public record Member(@Schema(format = "email") String email, @Schema(enumeration = {
            "owner", "developer", "viewer"}) String role, Instant since) {

        static Member of(dev.marina.tenancy.tenant.Member member) {
            return new Member(member.email(), member.role().text(), member.since());
        }
    }

    @GET
    @Needs(Permission.MEMBERS_READ)
    @Operation(summary = "The tenant's members, by address")
    public Page<Member> list(@Valid @BeanParam PageRequest page) {
        return Page.of(memberships.list(caller.tenant(), page.after(), page.rows()), page, dev.marina.tenancy.tenant.Member::email, Member::of);
    }

    @GET
    @Path("{email}")
    @Needs(Permission.MEMBERS_READ)
    @Operation(summary = "One member")
    @APIResponseSchema(Member.class)
    @APIResponse(responseCode = "304", description = Tags.UNCHANGED)
    public Response read(@PathParam("email") String email) {
        var member = memberships.require(caller.tenant(), SignupRules.normal(email));
        return Tags.answer(request, member.toString(), Member.of(member));
    }

    @PATCH
    @Path("{email}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Needs(Permission.MEMBERS_WRITE)
    @Operation(summary = "Change a member's role; needs the role owner")
    @APIResponseSchema(Member.class)
    public Response change(@PathParam("email") String email, RoleChange change) {
        var changed = memberships.change(caller.tenant(), SignupRules.normal(email), Role.find(change.role()).orElseThrow(), this::stillSeen);
        return Response.ok(Member.of(changed)).tag(Tags.of(changed.toString())).build();
    }

    @DELETE
    @Path("{email}")
    @Needs(Permission.MEMBERS_WRITE)
    @Operation(summary = "Remove a member, with effect on their next request; needs the role owner")
    @APIResponse(responseCode = "204", description = "Removed")
    public Response remove(@PathParam("email") String email) {
        memberships.remove(caller.tenant(), SignupRules.normal(email), this::stillSeen);
        return Response.noContent().build();
    }

    private void stillSeen(dev.marina.tenancy.tenant.Member present) {
        Tags.require(request, present.toString(), "member " + present.email());
    }
}
