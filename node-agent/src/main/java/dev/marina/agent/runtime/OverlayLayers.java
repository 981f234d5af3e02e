package dev.marina.agent.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Where a Docker Engine with the overlay2 driver keeps the layers of an image.
///
/// @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md#layer-chainid">what a layer is called together with those below it</a>
final class OverlayLayers {

    private static final String ALGORITHM = "sha256:";

    private OverlayLayers() {}

    /// By the short names that the driver gives them for the same purpose.
    ///
    /// @param root of the engine's data
    /// @param parts digests of the image's layers, the lowest first
    static ContainerImages.Layers of(Path root, List<String> parts) {
        Path within = root.resolve("overlay2");
        List<String> names = new ArrayList<>();
        try {
            for (String chain : chains(parts)) {
                Path known = root.resolve("image/overlay2/layerdb/sha256").resolve(chain.substring(ALGORITHM.length()));
                String directory = Files.readString(known.resolve("cache-id")).strip();
                names.addFirst("l/" + Files.readString(within.resolve(directory).resolve("link")).strip());
            }
        } catch (IOException failure) {
            throw new RuntimeFailure("layers of an image not found: " + failure.getMessage(), failure);
        }
        return new ContainerImages.Layers(within, List.copyOf(names));
    }

    static List<String> chains(List<String> parts) {
        List<String> chains = new ArrayList<>();
        for (String part : parts) {
            chains.add(chains.isEmpty() ? part : ALGORITHM + digest(chains.getLast() + " " + part));
        }
        return chains;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
