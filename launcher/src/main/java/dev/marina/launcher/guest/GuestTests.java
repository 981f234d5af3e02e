package dev.marina.launcher.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Boots the guest, shows what it says, and judges by it.
public final class GuestTests {
    private static final String TESTED = "dev.marina.agent.cgroup";
    private static final String END_MARK = "guest: tests ended with ";
    private static final Pattern SUCCESSFUL = Pattern.compile("\\[\\s*(\\d+) tests successful");
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final Path directory;
    private final Path classPathFile;

    /// @param directory where kernel and guest are kept
    /// @param classPathFile what the build wrote: the class path of the node agent's tests
    public GuestTests(Path directory, Path classPathFile) {
        this.directory = directory;
        this.classPathFile = classPathFile;
    }

    /// 0 when there were tests and all of them succeeded.
    ///
    /// @param name a test class, or null for all
    public int run(String name) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        GuestKernel kernel = GuestKernel.fetch(directory);
        GuestDisk disk = GuestDisk.make(directory, classPath(), arguments("'.*CapacityTest'"),
                arguments(name == null ? "'.*(Test|IT)'" : "'.*\\." + name + "'"), END_MARK);
        List<String> said = boot(kernel, disk);
        return succeeded(said) ? 0 : 1;
    }

    private List<Path> classPath() throws IOException {
        Path module = classPathFile.toAbsolutePath().getParent();
        return Stream.concat(Stream.of(module.resolve("classes"), module.resolve("test-classes")),
                Stream.of(Files.readString(classPathFile).strip().split(":")).map(Path::of)).toList();
    }

    /// @param classes pattern of their names, quoted for a shell
    private static List<String> arguments(String classes) {
        return List.of("--disable-banner", "--disable-ansi-colors", "--fail-if-no-tests", "--details", "tree", "--select-package", TESTED,
                "--include-classname", classes);
    }

    private List<String> boot(GuestKernel kernel, GuestDisk disk) throws IOException, InterruptedException {
        Process guest = new ProcessBuilder("qemu-system-x86_64", "-machine", "q35", "-cpu", "max", "-smp", "2", "-m", "2048", "-nographic", "-net", "none",
                "-no-reboot", "-kernel", kernel.file().toString(), "-initrd", disk.file().toString(), "-append", "console=ttyS0 panic=-1 quiet")
                .redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start();
        Thread stop = new Thread(guest::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stop);
        List<String> said = new ArrayList<>();
        Thread watchdog = Thread.ofVirtual().start(() -> endLate(guest));
        try (BufferedReader console = new BufferedReader(new InputStreamReader(guest.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = console.readLine(); line != null; line = console.readLine()) {
                said.add(line);
                System.out.println(line);
            }
        } finally {
            guest.destroyForcibly().waitFor();
            watchdog.interrupt();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
        return said;
    }

    private static void endLate(Process guest) {
        try {
            if (!guest.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                System.out.println("the guest has not ended after " + LONGEST);
                guest.destroyForcibly();
            }
        } catch (InterruptedException _) {
            // it has ended
        }
    }

    /// A guest that stopped half-way has not said how its tests ended; skipped tests show nothing.
    static boolean succeeded(List<String> said) {
        return said.stream().anyMatch(line -> line.strip().equals(END_MARK + "0"))
                && said.stream().map(SUCCESSFUL::matcher).filter(Matcher::find).anyMatch(found -> Integer.parseInt(found.group(1)) > 0);
    }
}
