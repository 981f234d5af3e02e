package dev.marina.tenancy.signup;

import dev.marina.tenancy.person.People;
import dev.marina.tenancy.person.ProofToken;
import dev.marina.tenancy.sql.Column;
import dev.marina.tenancy.tenant.Tenant;
import dev.marina.tenancy.tenant.Tenants;
import dev.marina.tenancy.tenant.Term;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Table `registration`.
@ApplicationScoped
@Transactional
public class JpaRegistrationRecords implements RegistrationRecords {

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Tenants tenants;

    @Inject
    private People people;

    @Override
    public void add(Pending registration, ProofToken token, Instant now) {
        entities.createNativeQuery("insert into registration (id, token_hash, email, tenant, created_at, expires_at, tenant_term, class_id) "
                + "values (:id, :hash, :email, :tenant, :now, :expires, cast(:term as varchar), cast(:taught as uuid))")
                .setParameter("id", registration.id()).setParameter("hash", token.hash()).setParameter("email", registration.email())
                .setParameter("tenant", registration.tenant()).setParameter("now", now).setParameter("expires", registration.expires())
                .setParameter("term", registration.term().map(Term::text).orElse(null))
                .setParameter("taught", registration.taught().map(UUID::toString).orElse(null)).executeUpdate();
    }

    @Override
    public Optional<Pending> find(ProofToken token, Instant now) {
        List<?> rows = entities.createNativeQuery("select id, email, tenant, expires_at, tenant_term, class_id from registration "
                + "where token_hash = :hash and used_at is null and expires_at > :now")
                .setParameter("hash", token.hash()).setParameter("now", now).getResultList();
        return rows.stream().findFirst().map(Object[].class::cast)
                .map(row -> new Pending((UUID) row[0], (String) row[1], (String) row[2], Column.instant(row[3]),
                        Column.text(row[4]).flatMap(Term::parse), Optional.ofNullable((UUID) row[5])));
    }

    @Override
    public void use(UUID id, Instant now) {
        entities.createNativeQuery("update registration set used_at = :now where id = :id").setParameter("id", id).setParameter("now", now).executeUpdate();
    }

    @Override
    public long begunSince(String email, Instant since) {
        return ((Number) entities.createNativeQuery("select count(*) from registration where email = :email and created_at > :since")
                .setParameter("email", email).setParameter("since", since).getSingleResult()).longValue();
    }

    @Override
    public Optional<UUID> tenant(String name) {
        return tenants.find(name).map(Tenant::id);
    }

    @Override
    public void seen(String subject, String email, Instant now) {
        people.seen(subject, email, now);
    }
}
