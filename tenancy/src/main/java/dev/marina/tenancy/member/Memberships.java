package dev.marina.tenancy.member;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import dev.marina.tenancy.tenant.Member;
import dev.marina.tenancy.tenant.Role;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.UUID;

/// Who belongs to a tenant. PostgreSQL holds what is wanted; [Publishing] carries every change from there.
public final class Memberships {

    private final Tenants tenants;
    private final Publishing publishing;
    private final Clock clock;

    public Memberships(Tenants tenants, Publishing publishing, Clock clock) {
        this.tenants = tenants;
        this.publishing = publishing;
        this.clock = clock;
    }

    /// By address.
    ///
    /// @param after only those behind this address
    public List<Member> list(Tenant tenant, String after, int most) {
        return tenants.members(tenant.id(), after, most);
    }

    /// Somebody accepted to be one. Who is one already stays what they are.
    public void join(UUID tenant, String subject, Role role) {
        tenants.alone(tenant, () -> {
            if (!tenants.has(tenant, subject)) {
                tenants.put(tenant, subject, role, clock.instant());
            }
            return null;
        });
        publishing.carryOut(tenant);
    }

    /// @param still throws where the member is not any more what the caller has seen
    public Member change(Tenant tenant, String email, Role role, Consumer<Member> still) {
        tenants.alone(tenant.id(), () -> {
            Member present = require(tenant, email);
            still.accept(present);
            if (present.role() == Role.OWNER && role != Role.OWNER) {
                requireAnotherOwner(tenant, present);
            }
            tenants.put(tenant.id(), present.subject(), role, clock.instant());
            return null;
        });
        publishing.carryOut(tenant.id());
        return require(tenant, email);
    }

    /// @param still throws where the member is not any more what the caller has seen
    public void remove(Tenant tenant, String email, Consumer<Member> still) {
        tenants.alone(tenant.id(), () -> {
            Member present = require(tenant, email);
            still.accept(present);
            requireAnotherOwner(tenant, present);
            tenants.remove(tenant.id(), present.subject());
            return null;
        });
        publishing.carryOut(tenant.id());
    }

    private void requireAnotherOwner(Tenant tenant, Member leaving) {
        if (!tenants.hasOwnerBut(tenant.id(), leaving.subject())) {
            throw new ProblemException(new Problem.Conflict("A tenant keeps at least one owner; make somebody else owner first", List.of()));
        }
    }

    public Member require(Tenant tenant, String email) {
        return find(tenant, email).orElseThrow(() -> new ProblemException(new Problem.NotFound("member " + email)));
    }

    public Optional<Member> find(Tenant tenant, String email) {
        return tenants.member(tenant.id(), email);
    }
}
