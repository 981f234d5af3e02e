package dev.marina.launcher.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class PrivilegesTest {
    private static final Account ACCOUNT = new Account("marina-a1b2c3-payara", 990, 991);

    @Test
    void everyPowerIsDroppedForGoodBeforeTheProgramStarts() {
        assertEquals(List.of("setpriv", "--reuid=990", "--regid=991", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all",
                "--bounding-set=-all", "--", "java", "-jar", "x"), Privileges.of(ACCOUNT, 8080).taking(List.of("java", "-jar", "x")));
    }

    @Test
    void aPortBelow1024TakesOnePowerAndNoOther() {
        assertTrue(Privileges.of(ACCOUNT, 443).taking(List.of("java")).contains("--bounding-set=-all,+net_bind_service"));
    }
}
