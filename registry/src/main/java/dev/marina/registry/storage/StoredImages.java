package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A tenant's images, for people.
public final class StoredImages {

    /// Of one image: those after them are not shown.
    public static final int TAGS = 200;
    /// Of one index: whoever makes one of fifty thousand costs no more than this.
    private static final int CHILDREN = 64;

    private final RegistryFiles files;

    public StoredImages(RegistryFiles files) {
        this.files = files;
    }

    /// By name.
    ///
    /// @param after only those behind this name
    public List<StoredImage> of(String tenant, String after, int most) {
        return files.repositoriesBelow(files.tenant(tenant)).stream()
                .flatMap(repository -> files.name(repository).stream())
                .filter(name -> name.image().compareTo(after) > 0 && hasManifests(name))
                .sorted((one, other) -> one.image().compareTo(other.image()))
                .limit(most).map(this::image).toList();
    }

    /// One into which nothing was pushed whole is none yet.
    private boolean hasManifests(RepositoryName name) {
        return !RegistryFiles.digests(RegistryFiles.revisions(files.repository(name))).isEmpty();
    }

    private StoredImage image(RepositoryName name) {
        Path repository = files.repository(name);
        List<StoredImage.Tag> tags = new ArrayList<>();
        Set<Digest> tagged = new HashSet<>();
        for (Path tag : RegistryFiles.entries(RegistryFiles.tags(repository))) {
            current(tag).ifPresent(digest -> {
                tagged.add(digest);
                if (tags.size() < TAGS) {
                    tags.add(new StoredImage.Tag(tag.getFileName().toString(), digest.toString(), size(digest, 1),
                            RegistryFiles.written(tag.resolve("current/link")).orElse(Instant.EPOCH)));
                }
            });
        }
        Set<Digest> content = new HashSet<>(RegistryFiles.digests(RegistryFiles.revisions(repository)));
        int untagged = (int) content.stream().filter(revision -> !tagged.contains(revision)).count();
        content.addAll(RegistryFiles.digests(RegistryFiles.links(repository, RegistryFiles.LAYERS)));
        long bytes = content.stream().mapToLong(each -> files.size(each).orElse(0L)).sum();
        return new StoredImage(name.image(), bytes, untagged, tags);
    }

    /// To what a tag points now.
    static Optional<Digest> current(Path tag) {
        try {
            return Digest.parse(Files.readString(tag.resolve("current/link")).strip());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param deeper how many indexes may be in one another: a tenant's may be nested without end
    private long size(Digest manifest, int deeper) {
        try {
            Optional<ManifestContent> content = ManifestContent.read(files.content(manifest));
            long bytes = files.size(manifest).orElse(0L);
            if (content.isEmpty()) {
                return bytes;
            }
            bytes += content.get().contents().stream().mapToLong(each -> files.size(each).orElse(0L)).sum();
            return deeper == 0 ? bytes : bytes + content.get().manifests().stream().limit(CHILDREN).mapToLong(child -> size(child, deeper - 1)).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
