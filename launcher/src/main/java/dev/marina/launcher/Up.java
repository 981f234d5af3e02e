package dev.marina.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.marina.launcher.build.PlatformBuild;
import dev.marina.launcher.build.Prerequisites;
import dev.marina.launcher.build.Staging;
import dev.marina.launcher.certificate.CertificateFiles;
import dev.marina.launcher.certificate.PublicCertificate;
import dev.marina.launcher.component.Components;
import dev.marina.launcher.component.RuncRelease;
import dev.marina.launcher.images.Images;
import dev.marina.launcher.images.SharedImages;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Joined;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Settings;
import dev.marina.launcher.instance.Staged;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.process.PortHolder;
import dev.marina.launcher.supervisor.ComponentStatus;
import dev.marina.launcher.supervisor.LogTail;
import dev.marina.launcher.supervisor.ProcessRecord;
import dev.marina.launcher.supervisor.ProcessRecords;
import dev.marina.launcher.supervisor.Supervisor;
import dev.marina.launcher.supervisor.SupervisorClient;

/// Brings an installation from wherever it is to "everything answers". May be called any number of times, also after it was
/// interrupted anywhere.
final class Up {
    private static final Duration LONGEST = Duration.ofMinutes(20);
    /// Who keeps dying is not going to come up; its log says why.
    private static final int HOPELESS_RESTARTS = 5;
    /// So long a certificate is waited for.
    private static final Duration CERTIFICATE = Duration.ofMinutes(2);

    private final Layout layout;
    private final Progress progress;

    Up(Layout layout, Progress progress) {
        this.layout = layout;
        this.progress = progress;
    }

    Instance run() throws IOException, InterruptedException {
        Optional<Instance> current = alreadyUp();
        if (current.isPresent()) {
            return current.get();
        }
        List<String> unfit = Preflight.ofMachine().complaints();
        if (!unfit.isEmpty()) {
            throw new Complaint(String.join("\n        ", unfit));
        }
        Files.createDirectories(layout.home());
        try (FileChannel channel = FileChannel.open(layout.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = lock(channel)) {
            if (!lock.isValid()) {
                throw new IllegalStateException("lost " + layout.lockFile());
            }
            Prerequisites.ensure(Prerequisites.TO_RUN, progress::line);
            if (Settings.load(layout, System.getenv()).replicas().etcd() > 1) {
                Prerequisites.ensure(Prerequisites.TO_RUN_SEVERAL, progress::line);
            }
            boolean mapped = !Settings.load(layout, System.getenv()).runtimes().contains("containerd");
            RuncRelease.ofMachine().flatMap(release -> release.warning(mapped)).ifPresent(progress::line);
            new PlatformBuild(layout).ensure(progress::line);
            Instance instance = Instance.openOrCreate(layout, System.getenv());
            Components.of(instance.settings()).forEach(component -> component.check(instance));
            checkPorts(instance);
            instance.settings().keep(layout);
            Staging staging = new Staging(layout);
            if (!Staged.load(layout).source().equals(PlatformBuild.sources()) || PlatformBuild.sources().isEmpty()) {
                progress.line("Copying programs to " + layout.apps());
                staging.stage(PlatformBuild.sources());
            }
            supervise(instance);
            awaitRunning(instance);
            staging.clean();
            return instance;
        }
    }

    /// The short way of a repeated `up`: nothing has changed and everything runs.
    private Optional<Instance> alreadyUp() {
        Optional<Instance> found = Instance.find(layout);
        if (found.isEmpty() || !Settings.load(layout, System.getenv()).equals(found.get().settings())
                || !Staged.load(layout).source().equals(PlatformBuild.sources())) {
            return Optional.empty();
        }
        return new SupervisorClient(found.get()).status()
                .filter(report -> report.launcher().equals(launcherHash()) && report.allRunning())
                .map(_ -> found.get());
    }

    private FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            progress.line("Another `up` is at work; waiting for it");
            lock = channel.lock();
        }
        return lock;
    }

    /// A port that somebody else holds is named with its holder now, not by a server that dies of it later.
    private void checkPorts(Instance instance) {
        Map<Integer, String> wanted = new LinkedHashMap<>();
        if (Joined.find(layout).isEmpty()) {
            wanted.put(instance.settings().apiPort(), "MARINA_API_PORT");
            wanted.put(instance.settings().consolePort(), "MARINA_CONSOLE_PORT");
            wanted.put(instance.settings().keycloakPort(), "MARINA_KEYCLOAK_PORT");
            instance.settings().acmePort().ifPresent(port -> wanted.put(port, "MARINA_ACME_PORT"));
        }
        for (InternalPort port : InternalPort.values()) {
            wanted.put(instance.port(port), null);
        }
        List<Long> ours = ourPids();
        List<String> conflicts = PortConflicts.of(wanted, PortHolder::find, ours, layout.portsFile());
        if (!conflicts.isEmpty()) {
            throw new Complaint(String.join("\n        ", conflicts));
        }
    }

    private List<Long> ourPids() {
        ProcessRecords records = new ProcessRecords(layout.processesFile());
        return Components.all().stream().flatMap(component -> records.find(component.name()).stream())
                .map(ProcessRecord::process).filter(dev.marina.launcher.process.ProcessTable::alive).map(process -> process.pid()).toList();
    }

    private void supervise(Instance instance) throws IOException, InterruptedException {
        SupervisorClient client = new SupervisorClient(instance);
        Optional<SupervisorClient.Report> report = client.status();
        if (report.isPresent() && report.get().launcher().equals(launcherHash())) {
            client.reload();
            return;
        }
        if (report.isPresent()) {
            progress.line("Replacing the supervisor; what it runs stays");
            client.leave();
        }
        new SupervisorStart(layout, instance).run();
    }

    private void awaitRunning(Instance instance) throws InterruptedException, IOException {
        SupervisorClient client = new SupervisorClient(instance);
        // Pods need them; the engine that they are made in is one of the first to run.
        await(client, status -> status.name().equals("docker"));
        new Images(instance, List.of()).ensure(Images.BASIC, progress::line);
        await(client, _ -> true);
        awaitCertificate(instance);
        SharedImages shared = new SharedImages(instance);
        if (shared.possible()) {
            shared.publish("busybox", progress::line);
        }
    }

    /// Of the platform's own names. One that does not come is said, and asked for again later: all else is there.
    private void awaitCertificate(Instance instance) throws InterruptedException {
        Optional<PublicCertificate> wanted = PublicCertificate.of(instance);
        if (wanted.isEmpty()) {
            return;
        }
        CertificateFiles files = CertificateFiles.of(instance.layout());
        List<String> names = wanted.get().names();
        Poll.until(CERTIFICATE, () -> files.held(names, Instant.now()).isPresent() || files.hasFailed(names));
        progress.line("Certificate for %s: %s".formatted(String.join(", ", names), files.words(names, Instant.now())));
    }

    private void await(SupervisorClient client, Predicate<ComponentStatus> awaited) throws InterruptedException, IOException {
        Predicate<ComponentStatus> missing = status -> !status.running() && !status.absent();
        boolean up = Poll.until(LONGEST, () -> {
            List<ComponentStatus> components = report(client).components();
            progress.show(components);
            Optional<ComponentStatus> hopeless = components.stream().filter(missing).filter(status -> status.restarts() >= HOPELESS_RESTARTS).findFirst();
            if (hopeless.isPresent()) {
                throw complaint(hopeless.get());
            }
            return components.stream().filter(awaited).noneMatch(missing);
        });
        Optional<ComponentStatus> late = up ? Optional.empty() : report(client).components().stream().filter(awaited).filter(missing).findFirst();
        if (late.isPresent()) {
            throw complaint(late.get());
        }
    }

    private SupervisorClient.Report report(SupervisorClient client) throws IOException {
        return client.status().orElseThrow(() -> new Complaint("the supervisor is gone; its log is " + layout.log(Supervisor.NAME)));
    }

    private Complaint complaint(ComponentStatus failed) throws IOException {
        return new Complaint("%s does not come up: %s\nThe last lines of %s:\n%s".formatted(failed.name(), failed.state(), layout.log(failed.name()),
                String.join("\n", LogTail.last(layout.log(failed.name()), 20))));
    }

    private static String launcherHash() {
        return System.getProperty("marina.launcher.hash", "");
    }
}
