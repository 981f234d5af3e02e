package dev.marina.tenancy.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A tenant of the platform. Its clusters are objects of the management cluster; its people are memberships here.
@Entity
@Table(name = "tenant")
public class Tenant {

    @Id
    private UUID id;

    private String name;

    private String plan;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "suspended_at")
    private Instant suspendedAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "expired_at")
    private Instant expiredAt;

    @Column(name = "closing_at")
    private Instant closingAt;

    @Column(name = "members_version")
    private long membersVersion;

    @Column(name = "members_applied")
    private long membersApplied;

    @Version
    private long version;

    protected Tenant() {}

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    public String plan() {
        return plan;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public TenantState state() {
        return TenantState.of(suspendedAt, expiredAt, closingAt);
    }

    /// By an owner.
    boolean suspended() {
        return suspendedAt != null;
    }

    /// Whether its clusters refuse every request and have no nodes, by an owner's wish or because its time is over.
    boolean halted() {
        return suspendedAt != null || expiredAt != null;
    }

    /// Until when it lives; empty: until somebody deletes it.
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /// Since when its time is over.
    public Optional<Instant> expiredAt() {
        return Optional.ofNullable(expiredAt);
    }

    /// Whether it is being deleted, from where there is no way back.
    public boolean closing() {
        return closingAt != null;
    }

    void suspend(Instant now) {
        suspendedAt = suspendedAt == null ? now : suspendedAt;
        membersVersion++;
    }

    void resume() {
        suspendedAt = null;
        membersVersion++;
    }

    void lives(Optional<Instant> until, Instant now) {
        expiresAt = until.orElse(null);
        if (expiredAt != null && until.map(now::isBefore).orElse(true)) {
            expiredAt = null;
            membersVersion++;
        }
    }

    void expire(Instant now) {
        expiredAt = now;
        membersVersion++;
    }

    void close(Instant now) {
        closingAt = closingAt == null ? now : closingAt;
    }

    /// The version of the membership, and of what else is published with it, that has yet to be carried to Keycloak and the management cluster.
    public long membersVersion() {
        return membersVersion;
    }

    public boolean membersSettled() {
        return membersApplied >= membersVersion;
    }

    void membersChanged() {
        membersVersion++;
    }

    void membersCarriedOut(long upTo) {
        membersApplied = Math.max(membersApplied, upTo);
    }
}
