package dev.marina.launcher.recovery;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Progress;
import dev.marina.launcher.component.Components;
import dev.marina.launcher.component.DatabaseDump;
import dev.marina.launcher.component.StoreSnapshot;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.component.Versions;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.supervisor.ComponentStatus;
import dev.marina.launcher.supervisor.SupervisorClient;

/// Everything of a running installation that cannot be made again, in one directory. Nothing is stopped. It is written beside its place, under a name that
/// says so, and takes its place when it is whole.
public final class Backup {
    private static final String UNFINISHED = ".unfinished";

    private final Instance instance;
    private final Path target;
    private final boolean withKeys;
    private final Progress progress;
    private final List<Manifest.Item> items = new ArrayList<>();
    private final List<String> leftOut;

    public Backup(Instance instance, Path target, boolean withKeys, Progress progress) {
        this.instance = instance;
        this.target = target.toAbsolutePath().normalize();
        this.withKeys = withKeys;
        this.progress = progress;
        this.leftOut = new ArrayList<>(BackupPlan.leftOut(withKeys));
    }

    public void run() throws IOException, InterruptedException, SQLException {
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        check(unfinished);
        Files.createDirectory(unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Manifest manifest = fill(unfinished);
            manifest.write(unfinished);
            // Not before everything is on the disk may it be taken for a backup.
            Command.of("sync", "--file-system", unfinished.toString()).require();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            tell(manifest);
        } catch (IOException | RuntimeException e) {
            Trees.delete(unfinished);
            throw e;
        }
    }

    private void check(Path unfinished) throws IOException, SQLException {
        if (!instance.settings().externalEtcd().isEmpty() || !instance.settings().externalDatabase().isEmpty()) {
            throw new Complaint("this installation's %s is not its own; back it up with its own tools, and MARINA_HOME beside it"
                    .formatted(instance.settings().externalEtcd().isEmpty() ? "database" : "etcd"));
        }
        if (target.startsWith(instance.layout().home())) {
            throw new Complaint("%s lies in the installation itself, which is what may be lost; choose a directory on another disk".formatted(target));
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new Complaint("%s is there already; name a directory that is not".formatted(target));
        }
        if (!Files.isDirectory(target.getParent())) {
            throw new Complaint("%s is no directory".formatted(target.getParent()));
        }
        if (Files.exists(unfinished, LinkOption.NOFOLLOW_LINKS)) {
            throw new Complaint("%s is there: another backup is under way, or one was cut off. If none is under way, delete it".formatted(unfinished));
        }
        checkRunning();
        long needed = DatabaseDump.bytes(instance) + StoreSnapshot.bytes(instance);
        for (BackupPlan.Part part : BackupPlan.PARTS) {
            needed += size(part);
        }
        progress.line("about %d MiB are to be written".formatted(needed >> 20));
        Space.on(target.getParent(), needed).complaint(target.getParent()).ifPresent(complaint -> {
            throw new Complaint(complaint);
        });
    }

    private void checkRunning() {
        SupervisorClient.Report report = new SupervisorClient(instance).status()
                .orElseThrow(() -> new Complaint("the installation in %s does not run. First: ./marina up".formatted(instance.layout().home())));
        for (String name : List.of("etcd", "postgres")) {
            ComponentStatus status = report.components().stream().filter(component -> component.name().equals(name)).findFirst()
                    .orElseThrow(() -> new Complaint("this installation runs no %s (MARINA_COMPONENTS)".formatted(name)));
            if (!status.running()) {
                throw new Complaint("%s does not run: %s".formatted(name, status.state()));
            }
        }
    }

    private long size(BackupPlan.Part part) throws IOException {
        long[] bytes = {0};
        Handles.walk(instance.layout().home(), part.path(), new Handles.Visitor() {
            @Override
            public void file(String path, SeekableByteChannel content) throws IOException {
                bytes[0] += content.size();
            }

            @Override
            public void strange(String path) {
                // It is told of when it is passed over.
            }
        });
        return bytes[0];
    }

    private Manifest fill(Path to) throws IOException, InterruptedException {
        String taken = Instant.now().toString();
        for (BackupPlan.Part part : BackupPlan.before()) {
            copy(part, to);
        }
        String databaseAt = Instant.now().toString();
        progress.line("the database");
        DatabaseDump.write(instance, to.resolve(Manifest.DATABASE));
        add(to, Manifest.DATABASE);
        List<String> tenants = DatabaseDump.tenants(to.resolve(Manifest.DATABASE));
        Map<String, String> keys = WrappingKeys.sums(wrappingKeys());
        String storeAt = Instant.now().toString();
        progress.line("etcd");
        long revision = StoreSnapshot.save(instance, to.resolve(Manifest.STORE));
        StoreSnapshot.Names names = StoreSnapshot.names(instance, revision);
        add(to, Manifest.STORE);
        for (BackupPlan.Part part : BackupPlan.after()) {
            copy(part, to);
        }
        String wrapping = wrappingKeys();
        if (!WrappingKeys.sums(wrapping).equals(keys)) {
            throw new Complaint(
                    "keys were rotated meanwhile, so the store may lie under the old ones or the new ones. Begin again when ./marina rotate-keys is done");
        }
        if (withKeys) {
            dev.marina.launcher.Json.write(to.resolve(Manifest.KEYS), wrapping);
            add(to, Manifest.KEYS);
        }
        return new Manifest(Manifest.FORMAT, Versions.marina(), instance.id(), taken, databaseAt, storeAt, revision, versions(), withKeys, keys, tenants,
                names.tenants(), names.clusters(), leftOut, items);
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new java.util.TreeMap<>();
        Components.of(instance.settings()).forEach(component -> versions.put(component.name(), component.version(instance)));
        return versions;
    }

    private String wrappingKeys() throws IOException {
        StringBuilder text = new StringBuilder();
        Handles.walk(instance.layout().home(), BackupPlan.KEYS, new Handles.Visitor() {
            @Override
            public void file(String path, SeekableByteChannel content) throws IOException {
                text.append(new String(java.nio.channels.Channels.newInputStream(content).readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII));
            }

            @Override
            public void strange(String path) throws IOException {
                throw new IOException(path + " is no file");
            }
        });
        if (text.isEmpty()) {
            throw new Complaint("%s is not there; without it a backup could never be read".formatted(instance.layout().home().resolve(BackupPlan.KEYS)));
        }
        return text.toString();
    }

    private void copy(BackupPlan.Part part, Path to) throws IOException {
        Telling telling = new Telling(part.path(), progress);
        Path home = to.resolve(Manifest.HOME);
        Handles.walk(instance.layout().home(), part.path(), new Handles.Visitor() {
            @Override
            public void file(String path, SeekableByteChannel content) throws IOException {
                String name = Manifest.HOME + "/" + path;
                if (BackupPlan.has(name)) {
                    Copied copied = Copied.into(home.resolve(path), content, telling);
                    items.add(new Manifest.Item(name, copied.bytes(), copied.sha256()));
                }
            }

            @Override
            public void strange(String path) {
                leftOut.add("%s: neither file nor directory".formatted(path));
                progress.line("left out, since it is neither file nor directory: " + path);
            }
        });
        telling.done();
    }

    private void add(Path to, String name) throws IOException {
        Copied file = Copied.of(to.resolve(name));
        items.add(new Manifest.Item(name, file.bytes(), file.sha256()));
    }

    private void tell(Manifest manifest) {
        progress.line("%d files, %d MiB, %d tenants, %d clusters".formatted(manifest.files().size(), manifest.bytes() >> 20, manifest.tenants().size(),
                manifest.clusters().size()));
        Comparison.of(manifest).forEach(difference -> progress.line("meanwhile: " + difference));
    }
}
