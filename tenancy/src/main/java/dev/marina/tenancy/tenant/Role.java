package dev.marina.tenancy.tenant;

import static dev.marina.tenancy.tenant.Permission.AUDIT_READ;
import static dev.marina.tenancy.tenant.Permission.BACKUPS_READ;
import static dev.marina.tenancy.tenant.Permission.CLUSTERS_READ;
import static dev.marina.tenancy.tenant.Permission.IMAGES_READ;
import static dev.marina.tenancy.tenant.Permission.IMAGES_WRITE;
import static dev.marina.tenancy.tenant.Permission.KUBECONFIG_ISSUE;
import static dev.marina.tenancy.tenant.Permission.MEMBERS_READ;
import static dev.marina.tenancy.tenant.Permission.QUOTA_READ;
import static dev.marina.tenancy.tenant.Permission.TENANT_READ;
import static dev.marina.tenancy.tenant.Permission.TOKENS_READ;
import static dev.marina.tenancy.tenant.Permission.USAGE_READ;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What a person is in a tenant: a name for a set of permissions. Within a cluster, the role's Kubernetes group says more.
public enum Role {
    OWNER(EnumSet.allOf(Permission.class)),
    DEVELOPER(EnumSet.of(TENANT_READ, QUOTA_READ, MEMBERS_READ, CLUSTERS_READ, KUBECONFIG_ISSUE, BACKUPS_READ, IMAGES_READ, IMAGES_WRITE, AUDIT_READ,
            USAGE_READ, TOKENS_READ)),
    VIEWER(EnumSet.of(TENANT_READ, QUOTA_READ, MEMBERS_READ, CLUSTERS_READ, KUBECONFIG_ISSUE, BACKUPS_READ, IMAGES_READ, AUDIT_READ, USAGE_READ,
            TOKENS_READ));

    private final Set<Permission> permissions;

    Role(Set<Permission> permissions) {
        this.permissions = Collections.unmodifiableSet(permissions);
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    /// As in Keycloak's group names, in REST and in the management cluster.
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Optional<Role> find(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
