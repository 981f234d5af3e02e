package dev.marina.tenancy.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/// A person's place in a tenant.
@Entity
@Table(name = "membership")
public class Membership {

    @EmbeddedId
    private Key key;

    @Convert(converter = RoleConverter.class)
    private Role role;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Membership() {}

    public Membership(UUID tenantId, String subject, Role role, Instant now) {
        this.key = new Key(tenantId, subject);
        this.role = role;
        this.createdAt = now;
    }

    void become(Role other) {
        role = other;
    }

    @Embeddable
    public record Key(@Column(name = "tenant_id") UUID tenantId, String subject) {}
}
