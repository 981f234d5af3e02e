package dev.marina.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayLayersTest {

    private static final String LOWEST = "sha256:" + "a".repeat(64);
    private static final String NEXT = "sha256:" + "b".repeat(64);
    /// What `printf "sha256:aaa… sha256:bbb…" | sha256sum` says.
    private static final String TOGETHER = "sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c";

    @TempDir
    Path root;

    private void layer(String chain, String directory, String link) throws IOException {
        Path known = Files.createDirectories(root.resolve("image/overlay2/layerdb/sha256").resolve(chain.substring("sha256:".length())));
        Files.writeString(known.resolve("cache-id"), directory);
        Files.writeString(Files.createDirectories(root.resolve("overlay2").resolve(directory)).resolve("link"), link + "\n");
    }

    @Test
    void aLayerIsCalledByItselfAndAllBelowIt() {
        assertEquals(List.of(LOWEST, TOGETHER), OverlayLayers.chains(List.of(LOWEST, NEXT)));
    }

    @Test
    void theUppermostLayerComesFirst() throws IOException {
        layer(LOWEST, "d1", "ONE");
        layer(TOGETHER, "d2", "TWO");

        assertEquals(new ContainerImages.Layers(root.resolve("overlay2"), List.of("l/TWO", "l/ONE")), OverlayLayers.of(root, List.of(LOWEST, NEXT)));
    }

    @Test
    void anEngineThatHasNoSuchLayersIsToldOf() {
        assertThrows(RuntimeFailure.class, () -> OverlayLayers.of(root, List.of(LOWEST)));
    }
}
