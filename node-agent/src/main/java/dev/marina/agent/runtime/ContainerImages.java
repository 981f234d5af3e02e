package dev.marina.agent.runtime;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// Images of the engine.
public interface ContainerImages {

    /// @param built whether this platform built the image (then there is no registry that could have a newer one)
    /// @param user what the image's config says, possibly empty
    /// @param environment of the image's config, `NAME=value`
    record Image(String id, Optional<String> digest, boolean built, String user, List<String> environment) {}

    Optional<Image> find(String reference);

    /// Blocks until the image is there. Throws [RuntimeFailure] with the registry's or the engine's words.
    Image pull(String reference);

    /// Takes in an archive as `docker save` writes it.
    void load(InputStream archive);
}
