package dev.marina.tenancy.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionTest {

    @Test
    void ownersMayEverything() {
        assertEquals(List.of(Permission.values()), List.copyOf(Role.OWNER.permissions()));
    }

    @Test
    void onlyOwnersChangeTheTenantItsMembersAndClustersAndSeeWhatWasAskedOfThem() {
        for (Permission write : List.of(Permission.CLUSTERS_AUDIT, Permission.CLUSTERS_HISTORY, Permission.BACKUPS_WRITE,
                Permission.BACKUPS_DOWNLOAD, Permission.CLASSES_READ, Permission.CLASSES_WRITE, Permission.MEMBERS_WRITE, Permission.CLUSTERS_WRITE,
                Permission.TENANT_WRITE,
                Permission.TENANT_DELETE)) {
            assertEquals(List.of(Role.OWNER), write.roles());
        }
    }

    @Test
    void aSuspendedTenantStillHasItsMembersAndItsEnd() {
        assertFalse(TenantState.SUSPENDED.leaves(Permission.KUBECONFIG_ISSUE));
        assertFalse(TenantState.SUSPENDED.leaves(Permission.CLUSTERS_WRITE));
        assertTrue(TenantState.SUSPENDED.leaves(Permission.MEMBERS_WRITE) && TenantState.SUSPENDED.leaves(Permission.TENANT_DELETE));
        assertFalse(TenantState.DELETING.leaves(Permission.MEMBERS_WRITE) || TenantState.DELETING.leaves(Permission.TENANT_WRITE));
        assertEquals("Suspended", TenantState.SUSPENDED.text());
    }

    @Test
    void viewersReadAndGetAKubeconfig() {
        assertTrue(Role.VIEWER.permissions().contains(Permission.KUBECONFIG_ISSUE));
        assertFalse(Role.VIEWER.permissions().contains(Permission.MEMBERS_WRITE));
        assertEquals(Role.VIEWER, Permission.CLUSTERS_READ.roles().getFirst());
        assertEquals("members.write", Permission.MEMBERS_WRITE.text());
    }
}
