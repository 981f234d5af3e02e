package dev.marina.tenancy.member;

import dev.marina.tenancy.identity.Identities;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.signup.SignupRules;
import dev.marina.tenancy.tenant.Membership;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Who belongs to a tenant. PostgreSQL holds what is wanted; [Publishing] carries every change from there.
public final class Memberships {

    private final Tenants tenants;
    private final Identities identities;
    private final Publishing publishing;
    private final Clock clock;

    public Memberships(Tenants tenants, Identities identities, Publishing publishing, Clock clock) {
        this.tenants = tenants;
        this.identities = identities;
        this.publishing = publishing;
        this.clock = clock;
    }

    public List<Membership> list(Tenant tenant) {
        return tenants.members(tenant.id());
    }

    /// Adds a person. One who has no account yet gets one with the password given.
    public Membership add(Tenant tenant, String givenEmail, Role role, Optional<String> password) {
        SignupRules.email(givenEmail).ifPresent(problem -> {
            throw ProblemException.invalid(problem);
        });
        String email = SignupRules.normal(givenEmail);
        if (find(tenant, email).isPresent()) {
            throw new ProblemException(new Problem.Conflict(email + " is a member already",
                    List.of(new FieldProblem("email", email, "a person who is no member yet; change a member's role with PATCH"))));
        }
        requireAccount(tenant, email, password);
        tenants.put(tenant, email, role, clock.instant());
        publishing.carryOut(tenant.id());
        return find(tenant, email).orElseThrow();
    }

    private void requireAccount(Tenant tenant, String email, Optional<String> password) {
        if (identities.find(email).isPresent()) {
            if (password.isPresent()) {
                throw ProblemException.invalid(new FieldProblem("password", null, "absent: this person has an account and keeps its password"));
            }
            return;
        }
        String text = password.orElseThrow(() -> ProblemException.invalid(
                new FieldProblem("password", null, "a first password of at least 10 characters: this person has no account yet")));
        SignupRules.password(text, tenant.name(), email).ifPresent(problem -> {
            throw ProblemException.invalid(problem);
        });
        identities.createPerson(tenant.id(), email, text);
    }

    public Membership change(Tenant tenant, String email, Role role) {
        tenants.alone(tenant.id(), locked -> {
            Membership present = require(locked, email);
            if (present.role() == Role.OWNER && role != Role.OWNER) {
                requireAnotherOwner(locked, email);
            }
            tenants.put(locked, email, role, clock.instant());
            return null;
        });
        publishing.carryOut(tenant.id());
        return require(tenant, email);
    }

    public void remove(Tenant tenant, String email) {
        tenants.alone(tenant.id(), locked -> {
            require(locked, email);
            requireAnotherOwner(locked, email);
            tenants.remove(locked, email);
            return null;
        });
        publishing.carryOut(tenant.id());
    }

    private void requireAnotherOwner(Tenant tenant, String email) {
        if (list(tenant).stream().noneMatch(member -> member.role() == Role.OWNER && !member.email().equals(email))) {
            throw new ProblemException(new Problem.Conflict("A tenant keeps at least one owner; make somebody else owner first", List.of()));
        }
    }

    private Membership require(Tenant tenant, String email) {
        return find(tenant, email).orElseThrow(() -> new ProblemException(new Problem.NotFound("member " + email)));
    }

    private Optional<Membership> find(Tenant tenant, String email) {
        return list(tenant).stream().filter(member -> member.email().equals(email)).findFirst();
    }
}
