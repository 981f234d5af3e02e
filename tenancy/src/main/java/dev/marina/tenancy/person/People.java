package dev.marina.tenancy.person;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/// People in PostgreSQL, as far as they were seen here.
@ApplicationScoped
@Transactional
public class People {

    @PersistenceContext
    private EntityManager entities;

    /// Notes that this subject has this address. May be called any number of times, by any number of requests at once.
    public void seen(String subject, String email, Instant now) {
        Person present = entities.find(Person.class, subject);
        if (present != null && present.email().equals(email)) {
            return;
        }
        // Keycloak gives an address to one account at a time: who had it before has no account any more.
        entities.createNativeQuery("update person set email = subject || '@gone.invalid' where email = :email and subject <> :subject")
                .setParameter("email", email).setParameter("subject", subject).executeUpdate();
        entities.createNativeQuery("insert into person (subject, email, created_at) values (:subject, :email, :now) "
                + "on conflict (subject) do update set email = excluded.email")
                .setParameter("subject", subject).setParameter("email", email).setParameter("now", now).executeUpdate();
    }

    public Optional<Person> find(String subject) {
        return Optional.ofNullable(entities.find(Person.class, subject));
    }
}
