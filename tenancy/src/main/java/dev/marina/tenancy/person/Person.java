package dev.marina.tenancy.person;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// Somebody with an account. The subject stays; the address is how people call them.
@Entity
@Table(name = "person")
public class Person {

    @Id
    private String subject;

    private String email;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Person() {}

    public String subject() {
        return subject;
    }

    public String email() {
        return email;
    }
}
