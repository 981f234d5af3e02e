package dev.marina.tenancy.tenant;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// What becomes of a tenant, and what its members may do meanwhile.
public enum TenantState {
    READY("", EnumSet.allOf(Permission.class)),
    SUSPENDED("The tenant is suspended; an owner has to resume it first",
            EnumSet.complementOf(EnumSet.of(Permission.CLUSTERS_WRITE, Permission.BACKUPS_WRITE, Permission.KUBECONFIG_ISSUE, Permission.IMAGES_WRITE))),
    EXPIRED("The tenant's time is over, and only the operator can give it more",
            EnumSet.complementOf(EnumSet.of(Permission.TENANT_WRITE, Permission.CLUSTERS_WRITE, Permission.BACKUPS_WRITE, Permission.KUBECONFIG_ISSUE,
                    Permission.IMAGES_WRITE))),
    DELETING("The tenant is being deleted", EnumSet.of(Permission.TENANT_READ, Permission.TENANT_DELETE));

    private final String refusal;
    private final Set<Permission> left;

    TenantState(String refusal, Set<Permission> left) {
        this.refusal = refusal;
        this.left = left;
    }

    static TenantState of(Instant suspendedAt, Instant expiredAt, Instant closingAt) {
        return closingAt != null ? DELETING : expiredAt != null ? EXPIRED : suspendedAt != null ? SUSPENDED : READY;
    }

    public boolean leaves(Permission permission) {
        return left.contains(permission);
    }

    /// Why it leaves no more.
    public String refusal() {
        return refusal;
    }

    /// As in REST, such as `Suspended`.
    public String text() {
        return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
    }
}
