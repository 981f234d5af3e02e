package dev.marina.launcher.build;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marina.launcher.process.Command;

/// Installs Debian packages without starting a service of theirs, now or at the next boot. One at a time on a machine, whichever
/// checkout it is called from; what a killed one left half done is completed by the next.
///
/// @param directory keeps the lock and what a killed installation has to be cleaned up with
/// @param apt the program `apt-get`
/// @param systemd whether systemd runs here
record PackageInstallation(Path directory, ServicePolicy policy, PackageUnits units, String apt, boolean systemd) {
    private static final Path DIRECTORY = Path.of("/run/lock/marina");

    static PackageInstallation ofMachine() {
        return new PackageInstallation(DIRECTORY, new ServicePolicy(Path.of("/usr/sbin/policy-rc.d"), running(DIRECTORY)), PackageUnits.ofMachine(),
                "apt-get", Files.isDirectory(Path.of("/run/systemd/system")));
    }

    /// Held by `flock` and inherited by apt, so that it tells whether one runs even when the launcher above it was killed.
    static Path running(Path directory) {
        return directory.resolve("packages-running");
    }

    void install(List<String> packages) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        try (FileChannel channel = lockFile(); FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("lost the lock on " + directory);
            }
            complete();
            Files.write(unitsBefore(), units.absent());
            // Also when Ctrl-C ends us half-way.
            Thread restore = new Thread(this::restoreAtExit);
            Runtime.getRuntime().addShutdownHook(restore);
            try {
                policy.forbid();
                runApt(packages);
            } finally {
                Runtime.getRuntime().removeShutdownHook(restore);
                complete();
            }
        }
    }

    /// Cleans up behind an installation that was killed. May be called any number of times.
    void recover() throws IOException, InterruptedException {
        if (Files.notExists(unitsBefore()) && !policy.forbidding()) {
            return;
        }
        Files.createDirectories(directory);
        try (FileChannel channel = lockFile(); FileLock lock = channel.tryLock()) {
            // Without the lock somebody else is installing, and cleans up himself.
            if (lock != null) {
                complete();
            }
        }
    }

    private void complete() throws IOException, InterruptedException {
        if (Files.exists(running(directory))) {
            // apt outlives a launcher that was killed.
            Command.of("flock", running(directory).toString(), "true").require();
        }
        if (systemd && Files.exists(unitsBefore())) {
            List<String> disable = units.disabling(Files.readAllLines(unitsBefore()));
            if (!disable.isEmpty()) {
                Command.of(disable).require();
            }
        }
        policy.restore();
        Files.deleteIfExists(unitsBefore());
    }

    private void restoreAtExit() {
        try {
            policy.restore();
        } catch (IOException e) {
            System.err.println("marina: cannot restore the machine's policy-rc.d: " + e.getMessage());
        }
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(directory.resolve("packages"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private Path unitsBefore() {
        return directory.resolve("units-before");
    }

    private void runApt(List<String> packages) throws IOException, InterruptedException {
        List<String> install = new ArrayList<>(List.of("install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"));
        install.addAll(packages);
        // The package lists may be absent or old; they are renewed only if so.
        if (!apt(install).run().succeeded()) {
            apt(List.of("update", "-q")).require();
            apt(install).require();
        }
    }

    private Command apt(List<String> words) {
        List<String> command = new ArrayList<>(List.of("flock", running(directory).toString(), apt));
        command.addAll(words);
        return Command.of(command).with(Map.of("DEBIAN_FRONTEND", "noninteractive"));
    }
}
