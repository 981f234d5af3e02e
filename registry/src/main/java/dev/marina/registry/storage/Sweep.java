package dev.marina.registry.storage;

import dev.marina.registry.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Takes away what nothing refers to: layers of no manifest, content of no repository, uploads that nobody goes on with. Unlike the registry's own
/// `garbage-collect` it needs no pause of the registry: everything that it looks at is older than a push takes, and [Commits] says what came in meanwhile.
public final class Sweep {

    private final RegistryFiles files;
    private final Commits commits;
    private final Clock clock;

    public Sweep(RegistryFiles files, Commits commits, Clock clock) {
        this.files = files;
        this.commits = commits;
        this.clock = clock;
    }

    /// @param layers links of repositories that went
    /// @param contents that went from the disk
    public record Swept(int layers, int contents, int uploads) {}

    /// @param going whether somebody goes on with an upload just now
    public Swept run(Predicate<String> going) throws IOException {
        Instant begin = clock.instant();
        files.removeRemains();
        int layers = 0;
        int uploads = 0;
        Set<Digest> linked = new HashSet<>();
        for (Path repository : files.repositoriesBelow(files.repositories())) {
            layers += layers(repository, begin);
            uploads += uploads(repository, going, begin);
            linked.addAll(RegistryFiles.digests(RegistryFiles.links(repository, RegistryFiles.LAYERS)));
            linked.addAll(RegistryFiles.digests(RegistryFiles.revisions(repository)));
        }
        return new Swept(layers, contents(linked, begin), uploads);
    }

    private int layers(Path repository, Instant now) throws IOException {
        Path links = RegistryFiles.links(repository, RegistryFiles.LAYERS);
        Map<Digest, Instant> layers = new HashMap<>();
        for (Digest layer : RegistryFiles.digests(links)) {
            RegistryFiles.written(links.resolve(layer.hex()).resolve("link")).ifPresent(time -> layers.put(layer, time));
        }
        List<ManifestContent> manifests = new ArrayList<>();
        for (Digest revision : RegistryFiles.digests(RegistryFiles.revisions(repository))) {
            ManifestContent.read(files.content(revision)).ifPresent(manifests::add);
        }
        SweepPlan plan = SweepPlan.of(layers, manifests, now);
        int count = 0;
        for (Digest layer : plan.layers()) {
            if (commits.unlessCommitted(layer, now.minus(SweepPlan.GRACE), () -> RegistryFiles.delete(links.resolve(layer.hex())))) {
                count++;
            }
        }
        return count;
    }

    private int uploads(Path repository, Predicate<String> going, Instant now) throws IOException {
        int count = 0;
        for (Path upload : RegistryFiles.entries(repository.resolve(RegistryFiles.UPLOADS))) {
            Instant last = RegistryFiles.written(upload.resolve("data")).or(() -> RegistryFiles.written(upload)).orElse(now);
            if (!going.test(upload.getFileName().toString()) && last.isBefore(now.minus(SweepPlan.GRACE))) {
                RegistryFiles.delete(upload);
                count++;
            }
        }
        return count;
    }

    private int contents(Set<Digest> linked, Instant begin) throws IOException {
        int count = 0;
        for (Path group : RegistryFiles.entries(files.blobs())) {
            for (Digest content : RegistryFiles.digests(group)) {
                boolean young = RegistryFiles.written(files.content(content)).map(time -> !time.isBefore(begin.minus(SweepPlan.GRACE))).orElse(false);
                if (!linked.contains(content) && !young && commits.unlessCommitted(content, begin, () -> RegistryFiles.delete(files.blob(content)))) {
                    count++;
                }
            }
        }
        return count;
    }
}
