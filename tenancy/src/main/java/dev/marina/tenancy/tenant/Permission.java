package dev.marina.tenancy.tenant;

import java.util.Arrays;
import java.util.List;

/// One thing that a member may do. Every operation on a tenant asks for exactly one.
public enum Permission {
    TENANT_READ, QUOTA_READ, MEMBERS_READ, MEMBERS_WRITE, CLUSTERS_READ, CLUSTERS_WRITE, KUBECONFIG_ISSUE, AUDIT_READ;

    /// Such as `members.write`.
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '.');
    }

    /// The roles that have it, the one with the fewest permissions first.
    public List<Role> roles() {
        return Arrays.stream(Role.values()).filter(role -> role.permissions().contains(this)).toList().reversed();
    }
}
