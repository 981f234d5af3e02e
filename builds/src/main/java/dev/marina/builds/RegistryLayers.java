package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Layers in a repository of the tenant's own, each as an image of its own. The registry lets no other tenant read or write there.
final class RegistryLayers implements KeptLayers {

    /// Below the tenant's name. It counts as its other images do, and may be deleted like one.
    static final String REPOSITORY = "build-layers";
    private static final long MOST_BYTES = 1L << 30;
    private static final long MOST_BYTES_OF_ONE = 256L << 20;

    private final Skopeo skopeo;
    private final String repository;
    private final Path work;
    private final boolean fresh;
    private final Clock clock;
    /// What this build has found or made.
    private final Set<LayerKey> used = new HashSet<>();
    private LayerShelf shelf;

    private RegistryLayers(Skopeo skopeo, BuildOrder order, Clock clock, LayerShelf shelf) {
        this.skopeo = skopeo;
        this.repository = repository(order);
        this.work = order.work();
        this.fresh = order.fresh();
        this.clock = clock;
        this.shelf = shelf;
    }

    static RegistryLayers open(Skopeo skopeo, BuildOrder order, Clock clock) throws IOException, InterruptedException {
        return new RegistryLayers(skopeo, order, clock, LayerShelf.of(skopeo.tags(repository(order))));
    }

    private static String repository(BuildOrder order) {
        return "%s/%s/%s".formatted(order.bases(), order.tenant(), REPOSITORY);
    }

    @Override
    public boolean has(LayerKey key) {
        return !fresh && shelf.find(key, clock.instant()).isPresent();
    }

    @Override
    public Optional<OciImage> fetch(LayerKey key, Path into) throws IOException, InterruptedException {
        Optional<LayerShelf.Entry> entry = shelf.find(key, clock.instant());
        Optional<OciImage> image = entry.isEmpty() ? Optional.empty() : skopeo.tried(repository + ":" + entry.get().tag(), into);
        if (image.isPresent()) {
            used.add(key);
        }
        return image;
    }

    @Override
    public long mostBytes() {
        return MOST_BYTES_OF_ONE;
    }

    @Override
    public boolean keep(LayerKey key, Optional<PackedLayer> layer) throws IOException, InterruptedException {
        long bytes = layer.isPresent() ? Files.size(layer.get().file()) : 0;
        Instant now = clock.instant();
        Optional<List<LayerShelf.Entry>> going = bytes > MOST_BYTES_OF_ONE ? Optional.empty() : shelf.goingFor(bytes, MOST_BYTES, used, now);
        if (going.isEmpty()) {
            System.out.println("==> this layer and what follows is not kept for other builds: there is no room for %d bytes".formatted(bytes));
            return false;
        }
        remove(going.get());
        LayerShelf.Entry entry = new LayerShelf.Entry(key, bytes, now.getEpochSecond());
        OciImage image = OciImage.empty(Files.createTempDirectory(work, "keep"));
        // The tag is in it too: two layers of the same content are two images, of which one can go.
        image.extend(layer.isEmpty() ? List.of() : List.of(layer.get().linked(work.resolve("keep.gz"))),
                new ImagePlan.Description(List.of(), List.of(), Map.of(), "", "", List.of(), Map.of("dev.marina.layer", entry.tag())));
        Optional<String> refused = skopeo.refused(image, repository + ":" + entry.tag());
        image.delete();
        if (refused.isPresent()) {
            System.out.println("==> this layer and what follows is not kept for other builds: " + refused.get());
            return false;
        }
        used.add(key);
        shelf = shelf.with(entry);
        return true;
    }

    private void remove(List<LayerShelf.Entry> entries) throws IOException, InterruptedException {
        for (LayerShelf.Entry entry : entries) {
            skopeo.delete(repository + ":" + entry.tag());
        }
        shelf = shelf.without(entries);
    }

    /// Gives all of it up, for an image that there is no room for beside it.
    ///
    /// @return whether there was anything
    boolean clear() throws IOException, InterruptedException {
        boolean any = !shelf.entries().isEmpty();
        remove(shelf.entries());
        return any;
    }
}
