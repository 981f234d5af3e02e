package dev.marina.tenancy.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/// A tenant's own limits, copied from its plan at sign-up.
@Entity
@Table(name = "quota")
public class Quota {

    @Id
    @Column(name = "tenant_id")
    private UUID tenantId;

    @Embedded
    private Limits limits;

    protected Quota() {}

    public Quota(UUID tenantId, Limits limits) {
        this.tenantId = tenantId;
        this.limits = limits;
    }

    public Limits limits() {
        return limits;
    }
}
