package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Takes away what a tenant no longer wants. What it counts for is free at once; the content itself goes with the next [Sweep].
public final class Removal {

    /// As the registry has it; none of them leads out of its directory.
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private final RegistryFiles files;

    public Removal(RegistryFiles files) {
        this.files = files;
    }

    /// A tenant with all its images, for good: no token for it is taken any more. May be repeated.
    ///
    /// @param id of the tenant, since another may come to have its name
    public void tenant(String tenant, String id) throws IOException {
        files.close(id);
        files.remove(files.tenant(tenant));
    }

    /// Whether there was such an image.
    public boolean image(RepositoryName name) throws IOException {
        Path repository = files.repository(name);
        boolean there = Files.isDirectory(repository.resolve(RegistryFiles.MANIFESTS));
        // Repositories may be in one another: those below stay.
        for (String part : new String[] {RegistryFiles.MANIFESTS, RegistryFiles.LAYERS, RegistryFiles.UPLOADS}) {
            files.remove(repository.resolve(part));
        }
        return there;
    }

    /// A tag, and the manifests to which it alone ever pointed. Whether there was such a tag.
    public boolean tag(RepositoryName name, String tag) throws IOException {
        Path repository = files.repository(name);
        if (!TAG.matcher(tag).matches() || !Files.isDirectory(RegistryFiles.tags(repository).resolve(tag))) {
            return false;
        }
        Path directory = RegistryFiles.tags(repository).resolve(tag);
        Set<Digest> orphans = history(directory);
        for (Path other : RegistryFiles.entries(RegistryFiles.tags(repository))) {
            if (!other.equals(directory)) {
                orphans.removeAll(history(other));
            }
        }
        files.remove(directory);
        orphans.removeAll(children(repository, orphans));
        for (Digest orphan : orphans) {
            files.remove(RegistryFiles.revisions(repository).resolve(orphan.hex()));
        }
        return true;
    }

    /// Manifests that no tag points to now, nor an index that one points to: earlier ones of a tag that has moved on. How many they were.
    public int untagged(RepositoryName name) throws IOException {
        Path repository = files.repository(name);
        Set<Digest> kept = new HashSet<>();
        for (Path tag : RegistryFiles.entries(RegistryFiles.tags(repository))) {
            StoredImages.current(tag).ifPresent(kept::add);
        }
        for (Digest index : Set.copyOf(kept)) {
            ManifestContent.read(files.content(index)).ifPresent(content -> kept.addAll(content.manifests()));
        }
        int removed = 0;
        for (Digest revision : RegistryFiles.digests(RegistryFiles.revisions(repository))) {
            if (!kept.contains(revision)) {
                files.remove(RegistryFiles.revisions(repository).resolve(revision.hex()));
                removed++;
            }
        }
        for (Path tag : RegistryFiles.entries(RegistryFiles.tags(repository))) {
            for (Digest earlier : RegistryFiles.digests(tag.resolve("index/sha256"))) {
                if (!kept.contains(earlier)) {
                    files.remove(tag.resolve("index/sha256").resolve(earlier.hex()));
                }
            }
        }
        return removed;
    }

    /// To what a tag points, and has pointed.
    private static Set<Digest> history(Path tag) {
        Set<Digest> all = new HashSet<>(RegistryFiles.digests(tag.resolve("index/sha256")));
        StoredImages.current(tag).ifPresent(all::add);
        return all;
    }

    /// Of those indexes that stay.
    private Set<Digest> children(Path repository, Set<Digest> going) throws IOException {
        Set<Digest> children = new HashSet<>();
        for (Digest revision : RegistryFiles.digests(RegistryFiles.revisions(repository))) {
            if (!going.contains(revision)) {
                Optional<ManifestContent> content = ManifestContent.read(files.content(revision));
                content.ifPresent(each -> children.addAll(each.manifests()));
            }
        }
        return children;
    }
}
