package dev.marina.tenancy.rest;

import dev.marina.tenancy.person.People;
import dev.marina.tenancy.person.Person;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Permission;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Who makes this request, and what they may do in a tenant. Membership is read with every request, never from the token, so
/// that a removal takes effect at once.
@RequestScoped
public class Caller {

    @Inject
    private JsonWebToken token;

    @Inject
    private Tenants tenants;

    @Inject
    private People people;

    private Person person;

    /// Whether there is a bearer token.
    boolean known() {
        return token.getRawToken() != null;
    }

    /// What the token says, whether there is such a person here or not.
    Optional<String> subject() {
        return known() ? Optional.ofNullable(token.getSubject()) : Optional.empty();
    }

    Optional<String> claimedEmail() {
        return known() ? Optional.ofNullable(token.<Object>getClaim("email")).map(Object::toString) : Optional.empty();
    }

    Person person() {
        if (person == null) {
            String subject = subject().orElse(null);
            String email = claimedEmail().orElse(null);
            if (email == null || subject == null) {
                throw new ProblemException(new Problem.Unauthenticated("Send the header Authorization: Bearer TOKEN; POST /api/v1/token gives one"));
            }
            if ("false".equals(String.valueOf(token.<Object>getClaim("email_verified")))) {
                throw new ProblemException(new Problem.Unauthenticated("The address of this account has to be proved first"));
            }
            people.seen(subject, SignupRules.normal(email), Instant.now());
            person = people.find(subject).orElseThrow();
        }
        return person;
    }

    String email() {
        return person().email();
    }

    /// The tenant, for a member with this permission.
    Tenant in(String name, Permission needed) {
        Role role = role(name).orElseThrow(() -> new ProblemException(new Problem.NotAMember(name)));
        if (!role.permissions().contains(needed)) {
            throw new ProblemException(new Problem.PermissionMissing(role.text(), needed.text(), needed.roles().getFirst().text()));
        }
        return tenants.find(name).orElseThrow(() -> new ProblemException(new Problem.NotAMember(name)));
    }

    Optional<Role> role(String tenant) {
        return tenants.role(tenant, person().subject());
    }
}
