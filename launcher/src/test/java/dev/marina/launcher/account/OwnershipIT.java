package dev.marina.launcher.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.process.Linux;

/// A directory from the time when everything was root's, handed over to a user.
class OwnershipIT {
    private static final Account NOBODY = new Account("nobody", 65534, 65534);

    @TempDir
    private Path outside;
    private Path data;

    @BeforeEach
    void aDirectoryOfRoot() throws IOException {
        assumeTrue(Linux.root(), "needs root");
        data = Files.createDirectories(outside.resolve("data"));
        Files.createDirectories(data.resolve("member/wal"));
        Files.writeString(data.resolve("member/wal/0.wal"), "x");
    }

    @Test
    void everythingInItIsTheUsers() throws IOException {
        Ownership.tree(data, NOBODY);

        for (String name : new String[] {"", "member", "member/wal", "member/wal/0.wal"}) {
            assertEquals(NOBODY.user(), Ownership.owner(data.resolve(name)), name);
        }
        assertEquals(Ownership.PRIVATE, (int) Files.getAttribute(data, "unix:mode") & 07777);
    }

    @Test
    void aLinkIsHandedOverAndNotWhatItPointsTo() throws IOException {
        Path machines = Files.writeString(outside.resolve("machines"), "x");
        Files.createSymbolicLink(data.resolve("link"), machines);

        Ownership.tree(data, NOBODY);

        assertEquals(0, Ownership.owner(machines));
        assertEquals(NOBODY.user(), Ownership.owner(data.resolve("link")));
    }

    @Test
    void aHandOverThatWasInterruptedIsCompleted() throws IOException {
        Ownership.give(data.resolve("member"), NOBODY);

        Ownership.tree(data, NOBODY);

        assertEquals(NOBODY.user(), Ownership.owner(data.resolve("member/wal/0.wal")));
    }
}
