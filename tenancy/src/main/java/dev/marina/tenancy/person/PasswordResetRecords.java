package dev.marina.tenancy.person;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Table `password_reset`.
@ApplicationScoped
@Transactional
public class PasswordResetRecords {

    @PersistenceContext
    private EntityManager entities;

    public void add(ProofToken token, String subject, Instant now, Instant expires) {
        entities.createNativeQuery("delete from password_reset where expires_at < :now").setParameter("now", now).executeUpdate();
        entities.createNativeQuery("insert into password_reset (token_hash, subject, created_at, expires_at) values (:hash, :subject, :now, :expires)")
                .setParameter("hash", token.hash()).setParameter("subject", subject).setParameter("now", now).setParameter("expires", expires).executeUpdate();
    }

    /// How many wait to be used.
    public long pending(String subject, Instant now) {
        return ((Number) entities.createNativeQuery("select count(*) from password_reset where subject = :subject and expires_at > :now")
                .setParameter("subject", subject).setParameter("now", now).getSingleResult()).longValue();
    }

    public Optional<String> subject(ProofToken token, Instant now) {
        List<?> rows = entities.createNativeQuery("select subject from password_reset where token_hash = :hash and expires_at > :now", String.class)
                .setParameter("hash", token.hash()).setParameter("now", now).getResultList();
        return rows.stream().findFirst().map(String.class::cast);
    }

    /// Ends all of this person's.
    public void end(String subject) {
        entities.createNativeQuery("delete from password_reset where subject = :subject").setParameter("subject", subject).executeUpdate();
    }
}
