package dev.marina.launcher.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.process.Linux;

/// Users of the machine, and what runs as them.
class AccountsIT {
    private static final String INSTALLATION = "itaaaa";
    private static final String NEIGHBOUR = "itbbbb";

    @TempDir
    private Path home;

    @BeforeEach
    void asRoot() {
        assumeTrue(Linux.root(), "needs root");
    }

    @AfterEach
    void nobodyStays() throws Exception {
        if (Linux.root()) {
            Accounts.remove(INSTALLATION);
            Accounts.remove(NEIGHBOUR);
        }
    }

    @Test
    void whatNobodyEndedGoesWithItsUser() throws Exception {
        Process left = runningAs(Accounts.ensure(home.resolve("accounts.json"), INSTALLATION).of(Part.CONTROL_PLANE));
        Process neighbours = runningAs(Accounts.ensure(home.resolve("neighbours.json"), NEIGHBOUR).of(Part.CONTROL_PLANE));
        try {
            Accounts.remove(INSTALLATION);

            assertTrue(left.waitFor(10, TimeUnit.SECONDS));
            assertTrue(neighbours.isAlive());
            assertEquals(List.of(), Files.readAllLines(Path.of("/etc/passwd")).stream().filter(line -> line.startsWith("marina-" + INSTALLATION)).toList());
        } finally {
            left.destroyForcibly();
            neighbours.destroyForcibly();
        }
    }

    private static Process runningAs(Account account) throws Exception {
        return new ProcessBuilder("setpriv", "--reuid=" + account.user(), "--regid=" + account.group(), "--clear-groups", "sleep", "600").start();
    }
}
