package dev.marina.tenancy.signup;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// One sign-up and how far it got. Written before anything else is touched.
@Entity
@Table(name = "signup")
public class SignupRun {

    /// Also the tenant's id.
    @Id
    @Column(name = "tenant_id")
    private UUID id;

    private String tenant;

    private String email;

    @Enumerated(EnumType.STRING)
    private State state;

    @Enumerated(EnumType.STRING)
    private SignupStep done;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    private String failure;

    protected SignupRun() {}

    SignupRun(UUID id, String tenant, String email, Instant now) {
        this.id = id;
        this.tenant = tenant;
        this.email = email;
        this.state = State.Running;
        this.startedAt = now;
        this.changedAt = now;
    }

    public UUID id() {
        return id;
    }

    public String tenant() {
        return tenant;
    }

    public String email() {
        return email;
    }

    public State state() {
        return state;
    }

    Optional<SignupStep> done() {
        return Optional.ofNullable(done);
    }

    void reached(SignupStep step, Instant now) {
        done = step;
        changedAt = now;
    }

    void become(State next, String why, Instant now) {
        state = next;
        failure = why;
        changedAt = now;
    }

    /// Named as in the table.
    public enum State {
        Running, Undoing, Complete, Undone;

        boolean open() {
            return this == Running || this == Undoing;
        }
    }
}
