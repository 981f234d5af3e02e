package dev.marina.launcher.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class BackupPlanTest {
    @Test
    void historiesComeBeforeEtcdAndNothingElseDoes() {
        assertEquals(List.of("data/control-plane/history"), BackupPlan.before().stream().map(BackupPlan.Part::path).toList());
    }

    @Test
    void whatCannotBeMadeAgainIsInIt() {
        for (String path : List.of("secrets.json", "pki/ca-key.pem", "pki/admin.kubeconfig", "internal/authority.pem", "data/mail/1.eml",
                "data/control-plane/backups/acme/1/volume-0")) {
            assertTrue(BackupPlan.has("home/" + path), path);
        }
    }

    @Test
    void theWrappingKeysAreNotAmongOtherKeys() {
        assertFalse(BackupPlan.has("home/pki/encryption-keys"));
        assertFalse(BackupPlan.has("home/pki/key8121.new"));
        assertFalse(BackupPlan.has("home/pki/pem/encryption-keys.pem"));
    }

    @Test
    void whatIsLeftOutIsSaid() {
        assertTrue(BackupPlan.leftOut(false).getFirst().contains("pki/encryption-keys"));
        assertEquals(BackupPlan.LEFT_OUT, BackupPlan.leftOut(true));
        assertEquals(BackupPlan.LEFT_OUT, BackupPlan.lost(BackupPlan.leftOut(false)));
    }
}
