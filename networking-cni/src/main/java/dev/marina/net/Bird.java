package dev.marina.net;

import dev.marina.net.linux.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [BgpSpeaker] by Debian's `bird2`. A tenant's packets reach it, so it is nobody on the machine: a user of its own for each node, no capability but
/// those over its namespace's network, memory and files bounded, and no way to more.
final class Bird implements BgpSpeaker {

    static final Path PROGRAM = Path.of("/usr/sbin/bird");
    /// Users from here on, one for each node address; nothing else on the machine has them.
    private static final long FIRST_USER = 0x7A00_0000L;
    private static final int ADDRESSES = 0xFF_FFFF;
    private static final long BYTES = 256L << 20;
    private static final int FILES = 512;
    private static final String CAPABILITIES = "-all,+net_admin,+net_bind_service";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(Bird.class);

    private final Path directory;
    private final long user;
    private final BirdControl control;
    /// What it runs with; null where this process has not said yet.
    private BirdConfig told;
    private volatile List<Path> groups = List.of();

    Bird(Names names, NodeSpec node) {
        directory = names.birds().resolve(node.underlay().hex());
        user = FIRST_USER + (node.underlay().bits() & ADDRESSES);
        control = new BirdControl(socket());
    }

    Path directory() {
        return directory;
    }

    private Path socket() {
        return directory.resolve("bird.ctl");
    }

    @Override
    public Optional<String> missing() {
        return Files.isExecutable(PROGRAM)
                ? Optional.empty()
                : Optional.of("bird2 is not installed on the node's machine; apt-get install bird2 brings it");
    }

    @Override
    public void run(Netns node, BirdConfig config) {
        boolean runs = control.ask("show status").isPresent();
        if (runs && config.equals(told)) {
            return;
        }
        try {
            if (runs) {
                prepare(config);
                configure();
            } else {
                end();
                prepare(config);
                start(node);
            }
            told = config;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run %s in %s".formatted(PROGRAM, directory), e);
        }
    }

    private void configure() throws IOException {
        List<String> answer = control.ask("configure").orElse(List.of());
        // "Reconfigured", "Reconfiguration in progress" and others like it
        if (answer.stream().noneMatch(line -> line.startsWith("Reconfigur"))) {
            throw new IOException("it does not take its configuration: " + String.join("; ", answer));
        }
    }

    private void prepare(BirdConfig config) throws IOException {
        Files.createDirectories(directory.getParent());
        Files.setPosixFilePermissions(directory.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        own(directory);
        Path fresh = directory.resolve("bird.conf.new");
        Files.writeString(fresh, config.text());
        own(fresh);
        Files.move(fresh, directory.resolve("bird.conf"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", (int) user);
        Files.setAttribute(path, "unix:gid", (int) user);
    }

    /// It goes to the background by itself once it has read its configuration. With `-R` what its predecessor has learned holds until its sessions stand.
    private void start(Netns node) throws IOException {
        List<String> command = List.of("prlimit", "--as=" + BYTES, "--nofile=" + FILES, "--core=0", "--nproc=8", "setpriv", "--reuid=" + user,
                "--regid=" + user, "--clear-groups", "--inh-caps=" + CAPABILITIES, "--ambient-caps=" + CAPABILITIES, "--bounding-set=" + CAPABILITIES,
                "--no-new-privs", PROGRAM.toString(), "-R", "-c", directory.resolve("bird.conf").toString(), "-s", socket().toString(), "-P",
                directory.resolve("bird.pid").toString());
        Path words = directory.resolveSibling(directory.getFileName() + ".out");
        Process process = node.call(() -> new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(words.toFile()).redirectInput(Path.of("/dev/null").toFile()).start());
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("it does not go to the background");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("it ends with %d: %s".formatted(process.exitValue(), Files.readString(words).strip()));
        }
        confine(groups);
        log.atInfo().addKeyValue("directory", directory).addKeyValue("user", user).log("bird started");
    }

    @Override
    public void confine(List<Path> wanted) {
        groups = List.copyOf(wanted);
        if (groups.isEmpty() || Files.notExists(directory)) {
            return;
        }
        for (ProcessHandle process : running(directory)) {
            for (Path group : groups) {
                try {
                    Files.writeString(group, Long.toString(process.pid()));
                } catch (IOException e) {
                    if (process.isAlive()) {
                        throw new UncheckedIOException("cannot put bird into " + group, e);
                    }
                }
            }
        }
    }

    @Override
    public Optional<List<BirdAnswer.Seen>> sessions() {
        return control.ask("show protocols all").map(BirdAnswer::sessions);
    }

    @Override
    public void end() {
        told = null;
        if (Files.notExists(directory)) {
            return;
        }
        end(directory);
    }

    private static void end(Path directory) {
        for (ProcessHandle process : running(directory)) {
            process.destroyForcibly();
            awaitEnd(process);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where nobody asks for the end of those whose parent is gone, it stays as a number, and what it had open is closed all the same.
    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.atWarn().addKeyValue("process", process.pid()).addKeyValue("error", e.toString()).log("no end of a bird that was killed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a bird ends", e);
        }
    }

    /// Ends all of an instance's, also those that a process that is gone has left.
    static void purge(Names names) {
        if (Files.exists(names.birds())) {
            end(names.birds());
        }
    }

    /// Those with a control socket in this directory: known by their own words, since a number in a file may mean another process by
    /// now.
    static List<ProcessHandle> running(Path place) {
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                Path proc = Path.of("/proc/" + process.pid());
                String[] words = new String(Files.readAllBytes(proc.resolve("cmdline")), StandardCharsets.UTF_8).split("\0");
                boolean bird = words.length > 2 && words[0].equals(PROGRAM.toString());
                if (bird && List.of(words).stream().anyMatch(word -> word.endsWith("/bird.ctl") && Path.of(word).startsWith(place))) {
                    found.add(process);
                }
            } catch (NoSuchFileException _) {
                // it has ended meanwhile
            } catch (IOException e) {
                log.atDebug().addKeyValue("process", process.pid()).addKeyValue("error", e.getMessage()).log("cannot look at a process");
            }
        });
        return found;
    }
}
