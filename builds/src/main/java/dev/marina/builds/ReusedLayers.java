package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What of a chain is taken from earlier builds.
///
/// @param found how many layers, from the first on
/// @param layers those of them whose files are needed
record ReusedLayers(int found, Map<LayerKey, List<PackedLayer>> layers) {

    /// As many as can all be had, of those that are needed: another build may have removed one since it was listed.
    static ReusedLayers of(Chain chain, KeptLayers kept, Path work) throws IOException, InterruptedException {
        int found = 0;
        while (found < chain.links().size() && kept.has(chain.links().get(found).key())) {
            found++;
        }
        Map<LayerKey, List<PackedLayer>> layers = new HashMap<>();
        Optional<Integer> missing = fetch(chain, found, kept, work, layers);
        while (missing.isPresent()) {
            found = missing.get();
            // Fewer are found, so that files of others are needed now.
            missing = fetch(chain, found, kept, work, layers);
        }
        return new ReusedLayers(found, Map.copyOf(layers));
    }

    /// @return the first that is not there after all
    private static Optional<Integer> fetch(Chain chain, int found, KeptLayers kept, Path work, Map<LayerKey, List<PackedLayer>> layers)
            throws IOException, InterruptedException {
        Set<Integer> wanted = chain.wanted(found);
        for (int i = 0; i < found; i++) {
            LayerKey key = chain.links().get(i).key();
            if (wanted.contains(chain.links().get(i).stage()) && !layers.containsKey(key)) {
                Optional<OciImage> image = kept.fetch(key, work.resolve("kept-" + key.hex()));
                Optional<List<PackedLayer>> packed = image.isEmpty() ? Optional.empty() : image.get().packed();
                if (packed.isEmpty()) {
                    return Optional.of(i);
                }
                layers.put(key, packed.get());
            }
        }
        return Optional.empty();
    }

    /// Of one stage, from the lowest up, each under a name that may be moved.
    List<PackedLayer> of(Chain chain, int stage, Path work) throws IOException {
        List<PackedLayer> all = new ArrayList<>();
        for (Chain.Link link : chain.reused(stage, found)) {
            for (PackedLayer layer : layers.get(link.key())) {
                all.add(layer.linked(work.resolve("reused-%d-%d".formatted(stage, all.size()))));
            }
        }
        return all;
    }
}
