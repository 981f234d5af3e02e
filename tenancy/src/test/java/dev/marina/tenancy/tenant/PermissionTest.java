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
    void onlyOwnersChangeMembersAndClusters() {
        for (Permission write : List.of(Permission.MEMBERS_WRITE, Permission.CLUSTERS_WRITE)) {
            assertEquals(List.of(Role.OWNER), write.roles());
        }
    }

    @Test
    void viewersReadAndGetAKubeconfig() {
        assertTrue(Role.VIEWER.permissions().contains(Permission.KUBECONFIG_ISSUE));
        assertFalse(Role.VIEWER.permissions().contains(Permission.MEMBERS_WRITE));
        assertEquals(Role.VIEWER, Permission.CLUSTERS_READ.roles().getFirst());
        assertEquals("members.write", Permission.MEMBERS_WRITE.text());
    }
}
