package dev.marina.tenancy.invitation;

import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.sql.Column;
import dev.marina.tenancy.tenant.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Table `invitation`.
@ApplicationScoped
@Transactional
public class InvitationRecords {

    private static final String SELECT = "select i.id, i.tenant_id, t.name, i.email, i.role, i.invited_by, i.expires_at "
            + "from invitation i join tenant t on t.id = i.tenant_id where i.expires_at > :now and ";

    @PersistenceContext
    private EntityManager entities;

    /// Replaces an earlier one of this address to this tenant.
    public void put(Invitation invitation, ProofToken token, Instant now) {
        entities.createNativeQuery("insert into invitation (tenant_id, id, token_hash, email, role, invited_by, created_at, expires_at) "
                + "values (:tenant, :id, :hash, :email, :role, :by, :now, :expires) on conflict (tenant_id, email) do update set id = excluded.id, "
                + "token_hash = excluded.token_hash, role = excluded.role, invited_by = excluded.invited_by, created_at = excluded.created_at, "
                + "expires_at = excluded.expires_at")
                .setParameter("tenant", invitation.tenantId()).setParameter("id", invitation.id()).setParameter("hash", token.hash())
                .setParameter("email", invitation.email()).setParameter("role", invitation.role().text()).setParameter("by", invitation.invitedBy())
                .setParameter("now", now).setParameter("expires", invitation.expires()).executeUpdate();
    }

    public Optional<Invitation> find(ProofToken token, Instant now) {
        return rows(entities.createNativeQuery(SELECT + "i.token_hash = :hash").setParameter("hash", token.hash()).setParameter("now", now).getResultList())
                .stream().findFirst();
    }

    /// By address.
    ///
    /// @param after only those behind this address
    public List<Invitation> of(UUID tenant, Instant now, String after, int most) {
        return rows(entities.createNativeQuery(SELECT + "i.tenant_id = :tenant and i.email > :after order by i.email").setParameter("tenant", tenant)
                .setParameter("now", now).setParameter("after", after).setMaxResults(most).getResultList());
    }

    /// Whether there was one.
    public boolean remove(UUID tenant, UUID id) {
        return entities.createNativeQuery("delete from invitation where tenant_id = :tenant and id = :id")
                .setParameter("tenant", tenant).setParameter("id", id).executeUpdate() == 1;
    }

    private static List<Invitation> rows(List<?> rows) {
        return rows.stream().map(Object[].class::cast).map(row -> new Invitation((UUID) row[0], (UUID) row[1], (String) row[2], (String) row[3],
                Role.find((String) row[4]).orElseThrow(), (String) row[5], Column.instant(row[6]))).toList();
    }
}
