package dev.marina.tenancy.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
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

    /// The version of the membership that has yet to be carried to Keycloak and the management cluster.
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
