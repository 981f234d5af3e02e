package dev.marina.launcher.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;
import dev.marina.launcher.Progress;
import dev.marina.launcher.component.DatabaseDump;
import dev.marina.launcher.component.StoreSnapshot;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.component.Versions;
import dev.marina.launcher.instance.Identity;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.supervisor.SupervisorClient;

/// An installation's directory out of a backup, where there is none. Files are summed up while they are copied, so what is checked is what is used; they
/// take their place when all of them were right. The next `up` loads the database and starts everything.
public final class Restore {
    private static final String RESTORING = ".restoring";
    private static final int MOST_NAMED = 20;

    private final Layout layout;
    private final Path backup;
    private final Optional<Path> keys;
    private final Progress progress;

    /// @param keys a directory with the wrapping keys, where the backup has none
    public Restore(Layout layout, Path backup, Optional<Path> keys, Progress progress) {
        this.layout = layout;
        this.backup = backup.toAbsolutePath().normalize();
        this.keys = keys;
        this.progress = progress;
    }

    public void run() throws IOException, InterruptedException {
        checkPlace();
        if (!Files.isDirectory(backup)) {
            throw new Complaint("%s is no directory".formatted(backup));
        }
        Manifest manifest = Manifest.read(backup, Versions.marina());
        progress.line("a backup of %s, taken %s: %d files, %d MiB".formatted(manifest.instance(), manifest.takenAt(), manifest.files().size(),
                manifest.bytes() >> 20));
        Path parent = Files.createDirectories(layout.home().getParent());
        long store = manifest.find(Manifest.STORE).orElseThrow().bytes();
        Space.on(parent, manifest.bytes() + store).complaint(parent).ifPresent(complaint -> {
            throw new Complaint(complaint);
        });
        Path staging = layout.home().resolveSibling(layout.home().getFileName() + RESTORING);
        // Of a restore that was cut off; it was nobody's yet.
        Trees.delete(staging);
        Files.createDirectory(staging, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            fill(manifest, staging);
            Command.of("sync", "--file-system", staging.toString()).require();
            Files.move(staging, layout.home(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Trees.delete(staging);
            throw e;
        }
        tell(manifest);
    }

    private void checkPlace() throws IOException {
        Path home = layout.home();
        if (!Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
            throw new Complaint("MARINA_HOME, %s, is no directory".formatted(home));
        }
        try (Stream<Path> entries = Files.list(home)) {
            Optional<Path> there = entries.sorted().findFirst();
            if (there.isPresent()) {
                throw new Complaint(
                        "MARINA_HOME, %s, is not empty: %s is there. An installation is restored where there is none: ./marina down --purge removes one"
                                .formatted(home, there.get()));
            }
        }
    }

    private void fill(Manifest manifest, Path staging) throws IOException, InterruptedException {
        Path copy = staging.resolve("backup");
        copyChecked(manifest, copy);
        for (String top : List.of("instance", "instance.json", "settings.json", "secrets.json", "pki", "internal", "data")) {
            Path from = copy.resolve(Manifest.HOME).resolve(top);
            if (Files.exists(from)) {
                Files.move(from, staging.resolve(top));
            }
        }
        Layout staged = new Layout(layout.root(), staging);
        Copied.directories(staged.data("x").getParent());
        Json.write(staged.pki("encryption-keys"), wrappingKeys(manifest, copy));
        Identity.chooseIdsAnew(staged);
        Instance instance = Instance.find(staged).orElseThrow();
        if (!instance.id().equals(manifest.instance())) {
            throw new Complaint("the backup's instance.json is of %s, and its manifest of %s".formatted(instance.id(), manifest.instance()));
        }
        if (new SupervisorClient(instance).status().isPresent()) {
            throw new Complaint("installation %s runs on this machine, from another directory; first ./marina down there".formatted(instance.id()));
        }
        progress.line("making etcd's directory");
        StoreSnapshot.restore(instance, copy.resolve(Manifest.STORE));
        Files.move(copy.resolve(Manifest.DATABASE), DatabaseDump.waiting(staged));
        Trees.delete(copy);
    }

    /// Every file of the manifest, and no other. All that is wrong is named.
    private void copyChecked(Manifest manifest, Path copy) throws IOException {
        Telling telling = new Telling("copied and checked", progress);
        List<String> wrong = CheckedCopy.run(manifest, backup, copy, telling);
        telling.done();
        if (!wrong.isEmpty()) {
            List<String> named = wrong.size() <= MOST_NAMED
                    ? wrong
                    : Stream.concat(wrong.stream().limit(MOST_NAMED), Stream.of("and %d more".formatted(
                            wrong.size() - MOST_NAMED))).toList();
            throw new Complaint("%s is not as it was taken; nothing was restored:\n        %s".formatted(backup, String.join("\n        ", named)));
        }
    }

    private String wrappingKeys(Manifest manifest, Path copy) throws IOException {
        Path file = manifest.withKeys()
                ? copy.resolve(Manifest.KEYS)
                : keys.map(directory -> directory.resolve(Manifest.KEYS)).orElseThrow(() -> new Complaint(
                        "the backup was taken without the wrapping keys; --keys names the directory that has %s".formatted(Manifest.KEYS)));
        if (!Files.isRegularFile(file)) {
            throw new Complaint("%s is no file".formatted(file));
        }
        String text = Files.readString(file);
        List<String> missing = WrappingKeys.missing(manifest.keys(), WrappingKeys.sums(text));
        if (!missing.isEmpty()) {
            throw new Complaint("%s is not what this backup lies under: it takes %s. Keys that were rotated since do not open it".formatted(file,
                    String.join(", ", missing)));
        }
        return text;
    }

    private void tell(Manifest manifest) {
        progress.line("restored: %d tenants, %d clusters, as of %s (people, plans) and %s (clusters)".formatted(manifest.tenants().size(),
                manifest.clusters().size(), manifest.databaseAt(), manifest.storeAt()));
        BackupPlan.lost(manifest.leftOut()).forEach(what -> progress.line("not restored: " + what));
        List<String> differences = Comparison.of(manifest);
        differences.forEach(difference -> progress.line("look at it: " + difference));
        progress.line(differences.isEmpty() ? "database and store have the same tenants" : "differences between database and store: " + differences.size());
    }
}
