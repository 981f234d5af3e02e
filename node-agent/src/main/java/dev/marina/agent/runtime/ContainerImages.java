package dev.marina.agent.runtime;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Images of the engine.
public interface ContainerImages {

    /// @param digest under which the registry of this name has it; empty when it did not come from there
    /// @param built whether this platform built the image (then there is no registry that could have a newer one)
    /// @param user what the image's config says, possibly empty
    /// @param environment of the image's config, `NAME=value`
    record Image(String id, Optional<String> digest, boolean built, String user, List<String> environment) {}

    /// @param identityToken instead of a password, or empty
    record Login(String user, String password, String identityToken) {

        @Override
        public String toString() {
            return "Login[%s, ***]".formatted(user);
        }
    }

    /// As somebody names it.
    record Named(String id, String name) {}

    /// @param within the directory in which the layers are
    /// @param names of the layers there, the uppermost first
    record Layers(Path within, List<String> names) {}

    Optional<Image> find(String reference);

    /// How much an image takes, with what it shares with others; empty when there is no such image.
    OptionalLong bytes(String id);

    /// Where an image's files are. Throws [RuntimeFailure] when there is no such image.
    Layers layers(String id);

    /// Blocks until the image is there. Throws [RuntimeFailure] with the registry's or the engine's words.
    Image pull(String reference, Optional<Login> login);

    /// Takes in an archive as `docker save` writes it.
    void load(InputStream archive);
}
