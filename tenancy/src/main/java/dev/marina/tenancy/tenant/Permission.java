package dev.marina.tenancy.tenant;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One thing that a member may do. Every operation on a tenant asks for exactly one.
public enum Permission {
    TENANT_READ,
    TENANT_WRITE,
    TENANT_DELETE,
    QUOTA_READ,
    MEMBERS_READ,
    MEMBERS_WRITE,
    CLUSTERS_READ,
    CLUSTERS_WRITE,
    KUBECONFIG_ISSUE,
    /// What was asked of a cluster by whom, and what of that is recorded: more than every member may see in the cluster itself.
    CLUSTERS_AUDIT,
    /// What was in a cluster earlier, whatever a member's rights in it are now; but for what Secrets said.
    CLUSTERS_HISTORY,
    /// Which backups there are, and how they are.
    BACKUPS_READ,
    BACKUPS_WRITE,
    /// What was in a cluster when it was backed up, whatever a member's rights in it are now; but for what Secrets said.
    BACKUPS_DOWNLOAD,
    /// Of the platform's registry.
    IMAGES_READ,
    IMAGES_WRITE,
    /// What learners reached, and what their classes are joined with.
    CLASSES_READ,
    CLASSES_WRITE,
    AUDIT_READ,
    USAGE_READ,
    TOKENS_READ,
    TOKENS_WRITE;

    /// Such as `members.write`.
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '.');
    }

    public static Optional<Permission> find(String text) {
        return Arrays.stream(values()).filter(permission -> permission.text().equals(text)).findFirst();
    }

    /// The roles that have it, the one with the fewest permissions first.
    public List<Role> roles() {
        return Arrays.stream(Role.values()).filter(role -> role.permissions().contains(this)).toList().reversed();
    }
}
