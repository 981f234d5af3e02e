package dev.marina.launcher.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.process.Command;

/// With a machine of its own: an apt that asks the policy as dpkg does, units in a directory, no systemd.
class PackageInstallationTest {
    private static final String MACHINES = "#!/bin/sh\nexit 42\n";

    @TempDir
    private Path machine;
    private Path policy;
    private Path units;
    private PackageInstallation installation;

    @BeforeEach
    void aMachine() throws IOException {
        policy = machine.resolve("policy-rc.d");
        units = Files.createDirectory(machine.resolve("units"));
        Path directory = machine.resolve("lock");
        Path apt = program("apt-get", "#!/bin/sh\n[ \"$1\" = install ] || exit 0\n%s; echo $? >%s\n".formatted(policy, machine.resolve("asked")));
        installation = new PackageInstallation(directory, new ServicePolicy(policy, PackageInstallation.running(directory)), new PackageUnits(List.of(units)),
                apt.toString(), false);
    }

    @Test
    void noServiceIsStartedWhilePackagesAreInstalled() throws Exception {
        installation.install(List.of("etcd-server"));

        assertEquals("101", Files.readString(machine.resolve("asked")).strip());
        assertTrue(Files.notExists(policy));
    }

    @Test
    void theMachinesOwnPolicyComesBack() throws Exception {
        program("policy-rc.d", MACHINES);

        installation.install(List.of("etcd-server"));

        assertEquals("101", Files.readString(machine.resolve("asked")).strip());
        assertEquals(MACHINES, Files.readString(policy));
    }

    @Test
    void whatAKilledInstallationLeavesForbidsNothing() throws Exception {
        killedHalfWay();

        assertEquals(0, Command.of(policy.toString()).run().code());
    }

    @Test
    void whatAKilledInstallationLeavesAsksTheMachinesOwnPolicy() throws Exception {
        program("policy-rc.d", MACHINES);
        killedHalfWay();

        assertEquals(42, Command.of(policy.toString()).run().code());
    }

    @Test
    void theNextRunTakesAwayWhatAKilledOneLeft() throws Exception {
        program("policy-rc.d", MACHINES);
        killedHalfWay();

        installation.recover();

        assertEquals(MACHINES, Files.readString(policy));
    }

    @Test
    void aPolicyThatIsNotOursIsLeftAlone() throws Exception {
        program("policy-rc.d", MACHINES);

        installation.recover();

        assertEquals(MACHINES, Files.readString(policy));
    }

    @Test
    void onlyUnitsThatCameWithThePackagesAreDisabled() throws Exception {
        Files.createFile(units.resolve("docker.service"));
        PackageUnits packageUnits = new PackageUnits(List.of(units));
        List<String> before = packageUnits.absent();
        assertFalse(before.contains("docker.service"));

        Files.createFile(units.resolve("etcd.service"));

        assertEquals(List.of("systemctl", "disable", "--quiet", "etcd.service"), packageUnits.disabling(before));
    }

    @Test
    void withoutNewUnitsNothingIsDisabled() throws Exception {
        Files.createFile(units.resolve("docker.service"));
        PackageUnits packageUnits = new PackageUnits(List.of(units));

        assertEquals(List.of(), packageUnits.disabling(packageUnits.absent()));
    }

    private void killedHalfWay() throws IOException {
        installation.policy().forbid();
    }

    private Path program(String name, String script) throws IOException {
        Path file = Files.writeString(machine.resolve(name), script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
