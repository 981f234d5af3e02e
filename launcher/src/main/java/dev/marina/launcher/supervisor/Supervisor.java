package dev.marina.launcher.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.marina.launcher.account.Accounts;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.certificate.CertificateFiles;
import dev.marina.launcher.certificate.CertificateKeeper;
import dev.marina.launcher.certificate.PublicCertificate;
import dev.marina.launcher.component.Component;
import dev.marina.launcher.component.Components;
import dev.marina.launcher.component.Front;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.ProcessId;
import dev.marina.launcher.process.ProcessTable;

/// The process that `up` leaves behind. Killing it kills nothing else: the next one adopts what lives.
public final class Supervisor {
    public static final String NAME = "supervisor";
    /// The property by which a supervisor knows that systemd starts it again.
    public static final String BY_SYSTEMD = "marina.systemd";

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    /// Certificates end, and somebody may have put new ones in their place.
    private static final Duration LOOK_AGAIN = Duration.ofHours(12);
    private static final Duration CERTIFICATE_LOOK = Duration.ofSeconds(2);
    private static final long LOG_LIMIT_BYTES = 20L << 20;

    private final Layout layout;
    private final ProcessRecords records;
    private final Guard guard;
    /// In the order of the components.
    private volatile List<Keeper> keepers;
    private final Map<Keeper, Thread> threads = new ConcurrentHashMap<>();
    private volatile Instance instance;
    private boolean stopped;

    /// Nothing runs and nothing is adopted yet.
    public Supervisor(Layout layout) {
        this.layout = layout;
        this.instance = Instance.find(layout).orElseThrow(() -> new IllegalStateException("no installation at " + layout.home()));
        this.records = new ProcessRecords(layout.processesFile());
        this.guard = new Guard(layout, records);
        this.keepers = Components.of(instance.settings()).stream().map(this::keeper).toList();
    }

    private Keeper keeper(Component component) {
        return new Keeper(component, () -> instance, this::running, records);
    }

    /// Runs until it is told to stop.
    public void run() throws IOException, InterruptedException {
        Linux.becomeSubreaper();
        Files.createDirectories(layout.home());
        try (FileChannel channel = lockFile(); FileLock lock = channel.tryLock()) {
            if (lock == null) {
                log.atWarn().log("another supervisor is running");
                return;
            }
            supervise();
        }
    }

    /// Stops what a dead supervisor has left behind. False: there is one after all, just starting perhaps.
    public boolean stopUnsupervised(Component.Progress progress) throws IOException {
        guard.dismiss();
        try (FileChannel channel = lockFile(); FileLock lock = channel.tryLock()) {
            if (lock != null) {
                stopAll(progress);
            }
            return lock != null;
        }
    }

    /// Two supervisors would start everything twice. The lock goes with its process, however that ends.
    private FileChannel lockFile() throws IOException {
        return FileChannel.open(layout.home().resolve("supervisor.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void supervise() throws IOException, InterruptedException {
        Path runDir = instance.runDir();
        Files.createDirectories(runDir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        prepareForUsers();
        ProcessId self = ProcessTable.identify(ProcessHandle.current().pid()).orElseThrow();
        records.put(NAME, new ProcessRecord(self, launcherHash(), System.currentTimeMillis()));
        log.atInfo().addKeyValue("instance", instance.id()).addKeyValue("home", layout.home()).addKeyValue("settings", instance.settings()).log("supervising");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAll(what -> {}), "stop"));
        stopWhatIsNotWanted();
        keepers.forEach(this::keep);
        Thread.ofPlatform().daemon().name("certificate").start(this::keepCertificate);
        Thread.ofPlatform().daemon().name("housekeeping").start(() -> keepHouse(self));
        new ControlSocket(instance.supervisorSocket(), this).serve();
    }

    private void keep(Keeper keeper) {
        threads.put(keeper, Thread.ofPlatform().name(keeper.name()).start(keeper::keep));
    }

    /// Whatever processes that are not root need of root.
    private void prepareForUsers() throws IOException, InterruptedException {
        Accounts.ensure(layout.accountsFile(), instance.id());
        for (Path directory : List.of(layout.home(), layout.data("x").getParent(), layout.config("x").getParent())) {
            Ownership.directory(directory, Ownership.PASSED_THROUGH);
        }
        Ownership.directory(layout.log("x").getParent(), Ownership.PRIVATE);
        instance.homeDoorway().open();
        instance.javaDoorway().open();
    }

    /// Of the platform's own names, where the operator wants it ordered.
    private void keepCertificate() {
        CertificateKeeper keeper = new CertificateKeeper(CertificateFiles.of(layout), Clock.systemUTC());
        while (true) {
            try {
                Instance now = instance;
                Optional<PublicCertificate> wanted = PublicCertificate.of(now);
                if (wanted.isPresent() && running(Front.NAME)) {
                    keeper.look(wanted.get(), Front.control(now), Front.certificate(now));
                }
                Thread.sleep(CERTIFICATE_LOOK);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("certificate");
            }
        }
    }

    private void keepHouse(ProcessId self) {
        Orphans orphans = new Orphans();
        LogRotation rotation = new LogRotation(layout.log("x").getParent(), LOG_LIMIT_BYTES, 3);
        long nextLook = System.nanoTime() + LOOK_AGAIN.toNanos();
        while (true) {
            try {
                guard.ensure(self);
                if (System.nanoTime() > nextLook) {
                    nextLook = System.nanoTime() + LOOK_AGAIN.toNanos();
                    reload();
                }
                orphans.reap();
                rotation.run();
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                log.atWarn().setCause(e).log("housekeeping failed");
            }
        }
    }

    private boolean running(String component) {
        return keepers.stream().filter(keeper -> keeper.name().equals(component)).allMatch(keeper -> keeper.running() || keeper.absent());
    }

    List<ComponentStatus> status() {
        return keepers.stream().map(Keeper::status).toList();
    }

    /// Settings or programs may have changed: what no longer matches is started anew, and of parts with several processes there may be more or fewer.
    synchronized void reload() {
        if (stopped) {
            return;
        }
        instance = Instance.find(layout).orElseThrow();
        List<Keeper> before = keepers;
        keepers = Components.of(instance.settings()).stream()
                .map(component -> before.stream().filter(keeper -> keeper.name().equals(component.name())).findFirst().orElseGet(() -> keeper(component)))
                .toList();
        List<Keeper> gone = before.stream().filter(keeper -> !keepers.contains(keeper)).toList();
        leave(gone);
        stopWhatIsNotWanted();
        keepers.stream().filter(keeper -> !before.contains(keeper)).forEach(this::keep);
        log.atInfo().addKeyValue("settings", instance.settings()).log("reloaded");
    }

    /// Processes of components that these settings have not, the last of the list first.
    private void stopWhatIsNotWanted() {
        Components.all().reversed().stream().filter(component -> keepers.stream().noneMatch(keeper -> keeper.name().equals(component.name())))
                .filter(component -> records.find(component.name()).isPresent()).forEach(component -> keeper(component).stopProcess(_ -> {}));
    }

    /// Stops everything, the last of the list first. Callable again, and from a process that has never supervised.
    public synchronized void stopAll(Component.Progress progress) {
        if (stopped) {
            return;
        }
        stopped = true;
        leave();
        for (Keeper keeper : keepers.reversed()) {
            progress.say("stopping " + keeper.name());
            keeper.stopProcess(progress);
        }
        records.remove(NAME);
        log.atInfo().log("stopped");
    }

    /// From now on nobody touches the processes; another supervisor may take them.
    void leave() {
        try {
            guard.dismiss();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("the guard cannot be dismissed");
        }
        leave(keepers);
    }

    private void leave(List<Keeper> leaving) {
        leaving.forEach(Keeper::leave);
        try {
            for (Thread thread : leaving.stream().map(threads::remove).filter(Objects::nonNull).toList()) {
                // Most leave within a tick. Who is in the middle of a long preparation is interrupted, and does it again next time.
                thread.join(2_000);
                thread.interrupt();
                thread.join(15_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String launcherHash() {
        return System.getProperty("marina.launcher.hash", "");
    }
}
