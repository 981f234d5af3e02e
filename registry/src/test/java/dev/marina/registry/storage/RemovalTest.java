package dev.marina.registry.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.registry.Digest;
import dev.marina.registry.RepositoryName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes, what stays, and what is counted, over the registry's own files.
class RemovalTest {

    private static final RepositoryName APP = new RepositoryName("acme", "app");
    private static final RepositoryName OTHERS = new RepositoryName("globex", "app");
    private static final String TENANT = "00000000-0000-0000-0000-000000000001";

    @TempDir
    private Path root;
    private RegistryTree tree;
    private Removal removal;
    private final Commits commits = new Commits(Clock.systemUTC());

    @BeforeEach
    void old() {
        tree = new RegistryTree(root, Instant.now().minus(Duration.ofDays(1)));
        removal = new Removal(tree.files());
    }

    private List<StoredImage> images(String tenant) {
        return new StoredImages(tree.files()).of(tenant, "", 10);
    }

    private Sweep.Swept sweep() throws IOException {
        return new Sweep(tree.files(), commits, Clock.systemUTC()).run(_ -> false);
    }

    private boolean stored(Digest digest) {
        return tree.files().size(digest).isPresent();
    }

    @Test
    void imagesAreListedWithTagsAndSizes() throws IOException {
        Digest config = tree.layer(APP, "{}");
        Digest layer = tree.layer(APP, "a layer");
        Digest manifest = tree.manifest(APP, "1", config, layer);
        tree.manifest(new RepositoryName("acme", "team/tool"), "2", config, layer);

        List<StoredImage> images = images("acme");

        assertEquals(List.of("app", "team/tool"), images.stream().map(StoredImage::name).toList());
        long size = 2 + 7 + tree.files().size(manifest).orElseThrow();
        assertEquals(size, images.getFirst().sizeBytes());
        assertEquals(List.of(manifest.toString()), images.getFirst().tags().stream().map(StoredImage.Tag::digest).toList());
        assertEquals(size, images.getFirst().tags().getFirst().sizeBytes());
        assertEquals(List.of(), images("globex"));
    }

    @Test
    void aTagTakesWithItWhatItAloneEverPointedTo() throws IOException {
        Digest config = tree.layer(APP, "{}");
        Digest shared = tree.layer(APP, "shared");
        Digest own = tree.layer(APP, "own");
        Digest first = tree.manifest(APP, "latest", config, own);
        Digest second = tree.manifest(APP, "latest", config, shared);
        tree.manifest(APP, "1", config, shared);

        assertTrue(removal.tag(APP, "latest"));
        sweep();

        assertEquals(List.of("1"), images("acme").getFirst().tags().stream().map(StoredImage.Tag::name).toList());
        assertFalse(stored(first));
        assertFalse(stored(own));
        assertTrue(stored(second), "the other tag points to it");
        assertTrue(stored(shared));
        assertFalse(removal.tag(APP, "latest"));
    }

    @Test
    void aNameThatLeadsElsewhereIsNoTag() throws IOException {
        tree.manifest(APP, "1", tree.layer(APP, "{}"));

        for (String tag : List.of("..", ".", "../..", "", "../../../../globex/app/_manifests/tags/1", "1/current", "\u0000")) {
            assertFalse(removal.tag(APP, tag), tag);
        }
        assertEquals(1, images("acme").size());
    }

    @Test
    void manifestsOfAnIndexStayAsLongAsItDoes() throws IOException {
        Digest config = tree.layer(APP, "{}");
        Digest child = tree.manifest(APP, "amd64", config);
        Digest index = tree.index(APP, "1", child);

        assertTrue(removal.tag(APP, "amd64"));
        sweep();
        assertTrue(stored(child));

        removal.untagged(APP);
        sweep();
        assertTrue(stored(child));
        assertTrue(stored(index));
        assertTrue(stored(config));
    }

    @Test
    void earlierVersionsOfATagGoWhenThatIsAskedFor() throws IOException {
        Digest config = tree.layer(APP, "{}");
        Digest earlier = tree.manifest(APP, "latest", config, tree.layer(APP, "earlier"));
        Digest now = tree.manifest(APP, "latest", config);
        assertEquals(1, images("acme").getFirst().untagged());
        sweep();
        assertTrue(stored(earlier), "somebody may run it by its digest");

        assertEquals(1, removal.untagged(APP));
        sweep();

        assertFalse(stored(earlier));
        assertTrue(stored(now));
        assertEquals(0, images("acme").getFirst().untagged());
    }

    @Test
    void whatAnotherTenantHasTooStays() throws IOException {
        Digest config = tree.layer(APP, "{}");
        Digest layer = tree.layer(APP, "both have it");
        Digest manifest = tree.manifest(APP, "1", config, layer);
        tree.layer(OTHERS, "{}");
        tree.layer(OTHERS, "both have it");
        tree.manifest(OTHERS, "1", config, layer);
        long used = new StoredBytes(tree.files()).of("globex", _ -> false);

        removal.tenant("acme", TENANT);
        sweep();

        assertEquals(List.of(), images("acme"));
        assertEquals(0, new StoredBytes(tree.files()).of("acme", _ -> false));
        assertEquals(1, images("globex").size());
        assertTrue(stored(layer));
        assertTrue(stored(manifest));
        assertEquals(used, new StoredBytes(tree.files()).of("globex", _ -> false));
        assertTrue(tree.files().isClosed(TENANT));

        removal.image(OTHERS);
        Sweep.Swept swept = sweep();
        assertFalse(stored(layer));
        assertEquals(3, swept.contents());
    }

    /// What one stores is no business of another's: the same content counts for both.
    @Test
    void everyTenantIsChargedForItself() throws IOException {
        tree.layer(APP, "x".repeat(100_000));
        tree.upload(APP, "going", 50_000);
        tree.upload(APP, "counted", 70_000);
        tree.layer(OTHERS, "x".repeat(100_000));

        assertEquals(StoredBytes.LEAST + 100_000 + 50_000, new StoredBytes(tree.files()).of("acme", "counted"::equals));
        assertEquals(StoredBytes.LEAST + 100_000, new StoredBytes(tree.files()).of("globex", _ -> false));
    }

    @Test
    void whatIsBeingPushedIsNotSweptAway() throws Exception {
        RegistryTree fresh = new RegistryTree(root, Instant.now());
        Digest young = fresh.layer(APP, "its manifest comes next");
        Digest unlinked = fresh.blob("its link comes next".getBytes());
        fresh.upload(APP, "young", 10);
        Digest again = tree.blob("was nobody's, and is just being pushed again".getBytes());
        commits.begin(again);
        Digest gone = tree.blob("nobody's".getBytes());
        tree.upload(APP, "given-up", 10);

        Sweep.Swept swept = sweep();

        assertTrue(stored(young));
        assertTrue(stored(unlinked));
        assertTrue(stored(again));
        assertFalse(stored(gone));
        assertEquals(new Sweep.Swept(0, 1, 1), swept);

        commits.end(again);
        sweep();
        assertFalse(stored(again), "nobody has linked it after all");
    }

    @Test
    void layersOfNoManifestGo() throws IOException {
        Digest config = tree.layer(APP, "{}");
        tree.manifest(APP, "1", config);
        Digest orphan = tree.layer(APP, "its manifest never came");

        assertEquals(new Sweep.Swept(1, 1, 0), sweep());
        assertFalse(stored(orphan));
        assertTrue(stored(config));
    }
}
