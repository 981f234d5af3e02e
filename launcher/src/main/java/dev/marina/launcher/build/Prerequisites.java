package dev.marina.launcher.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.Linux;

/// What the machine must have beside a JDK and Maven. Missing Debian packages are installed, and no service of theirs is started.
public final class Prerequisites {
    /// @param probes any of these paths shows that it is there
    /// @param debianPackage what brings it
    record Need(List<String> probes, String debianPackage) {
        static Need program(String name, String debianPackage) {
            return new Need(Stream.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/bin/", "/usr/local/sbin/").map(directory -> directory + name).toList(), debianPackage);
        }
    }

    public static final List<Need> TO_RUN = List.of(
            Need.program("etcd", "etcd-server"),
            Need.program("dockerd", "docker.io"),
            Need.program("docker", "docker.io"),
            new Need(List.of("/usr/lib/x86_64-linux-gnu/libnftables.so.1", "/usr/lib/aarch64-linux-gnu/libnftables.so.1"), "libnftables1"),
            Need.program("nft", "nftables"),
            Need.program("ip", "iproute2"),
            // Compiles the CNI plugin, which is a few lines of C; without a compiler each call would start a JVM.
            new Need(List.of("/usr/bin/tcc", "/usr/bin/gcc", "/usr/bin/cc"), "tcc"),
            Need.program("mkfs.xfs", "xfsprogs"),
            Need.program("losetup", "mount"),
            Need.program("unshare", "util-linux"),
            Need.program("busybox", "busybox-static"),
            Need.program("debootstrap", "debootstrap"),
            Need.program("xz", "xz-utils"));

    public static final List<Need> TO_TEST = List.of(
            Need.program("chromium", "chromium"),
            new Need(List.of("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"), "fonts-dejavu-core"),
            // The console speaks Chinese too, and screenshots show it.
            new Need(List.of("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), "fonts-wqy-microhei"));

    public static final List<Need> TO_BENCH = List.of(Need.program("etcd", "etcd-server"));

    private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");
    private static final Path POLICY_ASIDE = Path.of("/usr/sbin/policy-rc.d.before-marina");
    private static final String NO = "#!/bin/sh\n# Made by marina while it installs packages.\nexit 101\n";
    private static final List<String> UNITS = List.of("etcd.service", "docker.service", "docker.socket", "containerd.service");

    static List<String> missing(List<Need> needs, Predicate<Path> exists) {
        return needs.stream().filter(need -> need.probes().stream().map(Path::of).noneMatch(exists)).map(Need::debianPackage).distinct().toList();
    }

    /// May be called any number of times. Complains with the command that helps where we cannot help ourselves.
    public static void ensure(List<Need> needs, Consumer<String> progress) throws IOException, InterruptedException {
        List<String> packages = missing(needs, Files::exists);
        if (packages.isEmpty()) {
            return;
        }
        String command = "apt-get install --no-install-recommends " + String.join(" ", packages);
        if (!Linux.root()) {
            throw new Complaint("missing: %s. As root: %s".formatted(String.join(", ", packages), command));
        }
        if (!Files.exists(Path.of("/usr/bin/apt-get"))) {
            throw new Complaint("missing: %s, and there is no apt-get to install them with. On Debian or Ubuntu: %s".formatted(String.join(", ", packages), command));
        }
        progress.accept("Installing " + String.join(", ", packages));
        install(packages);
        List<String> still = missing(needs, Files::exists);
        if (!still.isEmpty()) {
            throw new Complaint("still missing after installation: " + String.join(", ", still));
        }
    }

    private static void install(List<String> packages) throws IOException, InterruptedException {
        // Also when Ctrl-C ends us half-way.
        Thread restore = new Thread(Prerequisites::allowServices);
        Runtime.getRuntime().addShutdownHook(restore);
        forbidServices();
        try {
            Map<String, String> quiet = Map.of("DEBIAN_FRONTEND", "noninteractive");
            List<String> words = new ArrayList<>(List.of("apt-get", "install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"));
            words.addAll(packages);
            Command install = Command.of(words).with(quiet);
            // The package lists may be absent or old; they are renewed only if so.
            if (!install.run().succeeded()) {
                Command.of("apt-get", "update", "-q").with(quiet).require();
                install.require();
            }
            disableUnits();
        } catch (IOException e) {
            throw new Complaint("cannot install %s: %s".formatted(String.join(", ", packages), e.getMessage()), e);
        } finally {
            allowServices();
            Runtime.getRuntime().removeShutdownHook(restore);
        }
    }

    /// Debian asks this program before a package starts its service; 101 means "no". The machine's own one is put aside.
    private static void forbidServices() throws IOException {
        if (Files.exists(POLICY) && Files.notExists(POLICY_ASIDE) && !Files.readString(POLICY).equals(NO)) {
            Files.move(POLICY, POLICY_ASIDE);
        }
        Files.writeString(POLICY, NO);
        Files.setPosixFilePermissions(POLICY, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static synchronized void allowServices() {
        try {
            if (Files.exists(POLICY) && Files.readString(POLICY).equals(NO)) {
                Files.delete(POLICY);
            }
            if (Files.exists(POLICY_ASIDE)) {
                Files.move(POLICY_ASIDE, POLICY, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            System.err.println("marina: cannot restore " + POLICY + ": " + e.getMessage());
        }
    }

    /// Not at the next boot either: we start our own. Units of packages that were there before are not touched.
    private static void disableUnits() throws IOException, InterruptedException {
        if (Files.isDirectory(Path.of("/run/systemd/system"))) {
            List<String> words = new ArrayList<>(List.of("systemctl", "disable", "--quiet"));
            words.addAll(UNITS.stream().filter(unit -> Files.exists(Path.of("/lib/systemd/system", unit))).toList());
            Command.of(words).run();
        }
    }

    private Prerequisites() {}
}
