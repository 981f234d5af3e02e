package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;

/// With a systemctl that writes down what it is told.
class SystemdServiceTest {
    @TempDir
    private Path machine;
    private Path told;
    private SystemdService service;

    @BeforeEach
    void aMachine() throws IOException {
        told = machine.resolve("told");
        Path systemctl = Files.writeString(machine.resolve("systemctl"), "#!/bin/sh\necho \"$@\" >>%s\n".formatted(told));
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
        service = new SystemdService(machine, systemctl.toString(), Instance.openOrCreate(new Layout(machine, machine.resolve("100%")), Map.of()));
    }

    @Test
    void onlyTheSupervisorIsSystemdsBusiness() {
        String unit = service.text(List.of("java", "supervise"));

        for (String line : List.of("Restart=always", "RestartPreventExitStatus=0", "KillMode=process", "Delegate=yes", "WantedBy=multi-user.target")) {
            assertTrue(unit.lines().toList().contains(line), line);
        }
    }

    @Test
    void whatSystemdTakesForAPlaceholderIsWrittenTwice() {
        String unit = service.text(List.of("java", "-Dx=a b$c\"d%e"));

        assertTrue(unit.contains("ExecStart=\"java\" \"-Dx=a b$$c\\\"d%%e\"\n"), unit);
        assertTrue(unit.contains("100%%"), unit);
    }

    @Test
    void itIsStartedNowAndAtBootAndTakenAwayWithoutAStop() throws Exception {
        service.write(List.of("java", "supervise"));
        service.start();
        assertTrue(service.installed());
        service.remove();
        service.remove();

        String name = service.name();
        assertEquals(List.of("daemon-reload", "enable --quiet " + name, "start " + name, "disable --quiet " + name, "daemon-reload"), Files.readAllLines(told));
        assertFalse(service.installed());
    }
}
