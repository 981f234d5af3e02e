package dev.marina.tenancy.signup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The journal in table `signup`.
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class JpaSignupJournal implements SignupJournal {

    @PersistenceContext
    private EntityManager entities;

    /// The table's unique indexes decide between two that begin at once; inserting this way leaves the transaction usable.
    @Override
    public Optional<SignupRun> begin(UUID id, String tenant, String email) {
        int inserted = entities.createNativeQuery("insert into signup (tenant_id, tenant, email, state, started_at, changed_at) "
                + "values (:id, :tenant, :email, 'Running', :now, :now) on conflict do nothing")
                .setParameter("id", id).setParameter("tenant", tenant).setParameter("email", email).setParameter("now", now()).executeUpdate();
        return inserted == 0 ? Optional.empty() : Optional.of(entities.find(SignupRun.class, id));
    }

    @Override
    public SignupRun load(UUID id) {
        return entities.find(SignupRun.class, id);
    }

    @Override
    public void reached(UUID id, SignupStep step) {
        entities.find(SignupRun.class, id).reached(step, now());
    }

    @Override
    public void become(UUID id, SignupRun.State state, String why) {
        entities.find(SignupRun.class, id).become(state, why, now());
    }

    @Override
    public List<SignupRun> open() {
        return entities.createQuery("select s from SignupRun s where s.state in (Running, Undoing) order by s.startedAt", SignupRun.class).getResultList();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
