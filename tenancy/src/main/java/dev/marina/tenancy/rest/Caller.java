package dev.marina.tenancy.rest;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Who makes this request, and what they may do in a tenant. Membership is read with every request, never from the token, so
/// that a removal takes effect at once.
@RequestScoped
public class Caller {

    @Inject
    private JsonWebToken token;

    @Inject
    private Tenants tenants;

    String email() {
        String email = token.getRawToken() == null ? null : token.getClaim("email");
        if (email == null) {
            throw new ProblemException(new Problem.Unauthenticated("Send the header Authorization: Bearer TOKEN; POST /api/v1/token gives one"));
        }
        return SignupRules.normal(email);
    }

    /// The tenant, for a member with at least this role.
    Tenant in(String name, Role needed) {
        Role role = tenants.role(name, email()).orElseThrow(() -> new ProblemException(new Problem.NotAMember(name)));
        if (!role.includes(needed)) {
            throw new ProblemException(new Problem.RoleMissing(role.text(), needed.text()));
        }
        return tenants.find(name).orElseThrow(() -> new ProblemException(new Problem.NotAMember(name)));
    }
}
