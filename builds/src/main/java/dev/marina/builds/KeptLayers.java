package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Layers of the tenant's earlier builds, by what they were made of. That one is not there is no failure: it is made.
interface KeptLayers {

    boolean has(LayerKey key);

    /// As an image of at most one layer. Empty: it is not there after all.
    ///
    /// @param into a directory that is made
    Optional<OciImage> fetch(LayerKey key, Path into) throws IOException, InterruptedException;

    /// How large a layer may be that is kept.
    long mostBytes();

    /// @param layer empty: nothing was changed
    /// @return whether it is kept
    boolean keep(LayerKey key, Optional<PackedLayer> layer) throws IOException, InterruptedException;
}
