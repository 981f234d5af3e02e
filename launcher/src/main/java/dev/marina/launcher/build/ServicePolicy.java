package dev.marina.launcher.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Debian asks the program `policy-rc.d` before a package starts its service; 101 means "no". While we install packages ours stands
/// there, and the machine's own one is put aside.
final class ServicePolicy {
    private static final String OURS = "# Made by marina while it installs packages.";
    private static final int NO = 101;

    private final Path policy;
    private final Path aside;
    private final Path lock;

    /// @param lock the file that the installation holds by `flock` as long as it runs
    ServicePolicy(Path policy, Path lock) {
        this.policy = policy;
        this.aside = policy.resolveSibling(policy.getFileName() + ".before-marina");
        this.lock = lock;
    }

    void forbid() throws IOException {
        if (Files.exists(policy) && !forbidding() && Files.notExists(aside)) {
            Files.move(policy, aside);
        }
        Files.writeString(policy, script());
        Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// Says "no" only while packages are being installed. Whoever is killed half-way leaves a file behind that changes nothing.
    private String script() {
        return """
                #!/bin/sh
                %s
                if [ ! -e '%s' ] || flock -n '%s' true; then
                    if [ -x '%s' ]; then exec '%s' "$@"; fi
                    exit 0
                fi
                exit %d
                """.formatted(OURS, lock, lock, aside, aside, NO);
    }

    /// May be called any number of times, also when nothing was forbidden.
    void restore() throws IOException {
        if (forbidding()) {
            Files.delete(policy);
        }
        if (Files.exists(aside)) {
            Files.move(aside, policy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Whether ours stands there.
    boolean forbidding() throws IOException {
        return Files.exists(policy) && Files.readString(policy).contains(OURS);
    }
}
