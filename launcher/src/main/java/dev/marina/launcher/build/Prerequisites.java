package dev.marina.launcher.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.Linux;

/// What the machine must have beside a JDK and Maven. Missing Debian packages are installed, and no service of theirs is started.
public final class Prerequisites {
    /// @param probes any of these paths shows that it is there
    /// @param debianPackage what brings it; where distributions differ, `a|b` for the first of them that there is
    record Need(List<String> probes, String debianPackage) {
        static Need program(String name, String debianPackage) {
            return new Need(
                    Stream.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/bin/", "/usr/local/sbin/").map(directory -> directory + name).toList(),
                    debianPackage);
        }

        /// The package that this machine's distribution has; the last one where there are no package lists to look into.
        String choose(Predicate<String> known) {
            List<String> candidates = List.of(debianPackage.split("\\|"));
            return candidates.stream().filter(candidate -> candidates.size() == 1 || known.test(candidate)).findFirst().orElse(candidates.getLast());
        }
    }

    private static final Need LIBNFTABLES = new Need(
            List.of("/usr/lib/x86_64-linux-gnu/libnftables.so.1", "/usr/lib/aarch64-linux-gnu/libnftables.so.1"), "libnftables1");
    /// Speaks BGP for the nodes of clusters that want it; none runs for the machine.
    private static final Need BIRD = Need.program("bird", "bird2");
    /// Compiles the CNI plugin, which is a few lines of C; without a compiler each call would start a JVM.
    private static final Need COMPILER = new Need(List.of("/usr/bin/tcc", "/usr/bin/gcc", "/usr/bin/cc"), "tcc");

    public static final List<Need> TO_RUN = List.of(
            Need.program("etcd", "etcd-server"),
            Need.program("dockerd", "docker.io"),
            // In Debian 13 the engine no longer brings its client.
            Need.program("docker", "docker-cli|docker.io"),
            Need.program("haproxy", "haproxy"),
            Need.program("docker-registry", "docker-registry"),
            Need.program("skopeo", "skopeo"),
            // Goes into the image of clusters' entrances; none runs on the machine.
            Need.program("nginx", "nginx"),
            new Need(List.of("/usr/lib/nginx/modules/ngx_stream_module.so"), "libnginx-mod-stream"),
            LIBNFTABLES,
            Need.program("nft", "nftables"),
            Need.program("ip", "iproute2"),
            BIRD,
            Need.program("setpriv", "util-linux"),
            COMPILER,
            Need.program("mkfs.xfs", "xfsprogs"),
            Need.program("mkfs.ext4", "e2fsprogs"),
            Need.program("useradd", "passwd"),
            Need.program("losetup", "mount"),
            Need.program("unshare", "util-linux"),
            Need.program("busybox", "busybox-static"),
            Need.program("debootstrap", "debootstrap"),
            Need.program("xz", "xz-utils"));

    /// Members of an etcd of several are let in by it.
    public static final List<Need> TO_RUN_SEVERAL = List.of(Need.program("etcdctl", "etcd-client"));

    /// The console's client code is bundled by npm.
    public static final List<Need> TO_BUILD = List.of(Need.program("node", "nodejs"), Need.program("npm", "npm"));

    public static final List<Need> TO_TEST = List.of(
            Need.program("chromium", "chromium"),
            new Need(List.of("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"), "fonts-dejavu-core"),
            // The console speaks Chinese too, and screenshots show it.
            new Need(List.of("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
                    "fonts-wqy-microhei"));

    public static final List<Need> TO_TEST_IN_A_GUEST = List.of(
            Need.program("qemu-system-x86_64", "qemu-system-x86"),
            Need.program("busybox", "busybox-static"));

    /// Debian's `/usr/bin/pg_dump` alone is a script that asks for one of these.
    public static final List<Need> TO_RECOVER = List.of(
            Need.program("etcdctl", "etcd-client"),
            new Need(IntStream.rangeClosed(15, 30).mapToObj("/usr/lib/postgresql/%d/bin/pg_dump"::formatted).toList(), "postgresql-client"));

    public static final List<Need> TO_BENCH = List.of(Need.program("etcd", "etcd-server"), LIBNFTABLES, BIRD, COMPILER);

    static List<String> missing(List<Need> needs, Predicate<Path> exists, Predicate<String> known) {
        return needs.stream().filter(need -> need.probes().stream().map(Path::of).noneMatch(exists)).map(need -> need.choose(known)).distinct().toList();
    }

    /// May be called any number of times. Complains with the command that helps where we cannot help ourselves.
    public static void ensure(List<Need> needs, Consumer<String> progress) throws IOException, InterruptedException {
        if (Linux.root()) {
            PackageInstallation.ofMachine().recover();
        }
        List<String> tried = List.of();
        for (List<String> packages = missing(needs, Files::exists, Prerequisites::known); !packages.isEmpty(); packages = missing(needs, Files::exists,
                Prerequisites::known)) {
            if (packages.equals(tried)) {
                throw new Complaint("still missing after installation: " + String.join(", ", packages));
            }
            install(packages, progress);
            // What a package did not bring may be known under another name, now that there are package lists.
            tried = packages;
        }
    }

    private static boolean known(String debianPackage) {
        try {
            return Files.exists(Path.of("/usr/bin/apt-cache")) && Command.of("apt-cache", "show", "--quiet=2", debianPackage).run().succeeded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void install(List<String> packages, Consumer<String> progress) throws InterruptedException {
        String command = "apt-get install --no-install-recommends " + String.join(" ", packages);
        if (!Linux.root()) {
            throw new Complaint("missing: %s. As root: %s".formatted(String.join(", ", packages), command));
        }
        if (!Files.exists(Path.of("/usr/bin/apt-get"))) {
            throw new Complaint(
                    "missing: %s, and there is no apt-get to install them with. On Debian or Ubuntu: %s".formatted(String.join(", ", packages), command));
        }
        progress.accept("Installing " + String.join(", ", packages));
        try {
            PackageInstallation.ofMachine().install(packages);
        } catch (IOException e) {
            throw new Complaint("cannot install %s: %s".formatted(String.join(", ", packages), e.getMessage()), e);
        }
    }

    private Prerequisites() {}
}
