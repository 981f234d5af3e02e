package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedLayerTest {

    private static final ImagePlan.Description NOTHING = new ImagePlan.Description(List.of(), List.of(), Map.of(), "", "", List.of(), Map.of());

    @TempDir
    private Path directory;

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private PackedLayer packed(String name, byte[] content) throws IOException {
        return PackedLayer.of(Files.write(directory.resolve(name), content), "RUN " + name);
    }

    @Test
    void itIsKnownByWhatItIsUnpacked() throws IOException {
        byte[] content = noise(100_000);

        PackedLayer layer = packed("a", content);

        assertEquals("sha256:" + HexFormat.of().formatHex(LayerKey.sha256().digest(content)), layer.diffId());
        try (InputStream in = new GZIPInputStream(Files.newInputStream(layer.file()))) {
            assertArrayEquals(content, in.readAllBytes());
        }
        assertFalse(Files.exists(directory.resolve("a")));
    }

    @Test
    void whatBecomesTooLargeIsHeardToTheEndAndNotKept() throws IOException {
        PackedLayer.Writer writer = new PackedLayer.Writer(directory.resolve("large"), 10_000);
        try (writer) {
            byte[] much = noise(500_000);
            for (int i = 0; i < much.length; i += 10_000) {
                writer.write(much, i, 10_000);
            }
        }

        assertEquals(Optional.empty(), writer.layer("x"));
        assertFalse(Files.exists(directory.resolve("large")));
    }

    @Test
    void whatIsTooLargeOnlyInTheEndIsNotKeptEither() throws IOException {
        PackedLayer.Writer writer = new PackedLayer.Writer(directory.resolve("small"), 1000);
        try (writer) {
            writer.write(noise(1000));
        }
        writer.close();

        assertEquals(Optional.empty(), writer.layer("x"));
        assertFalse(Files.exists(directory.resolve("small")));
    }

    @Test
    void layersOfOneImageAreAnothers() throws IOException {
        OciImage kept = OciImage.empty(directory.resolve("kept"));
        kept.extend(List.of(packed("a", noise(1000)).linked(directory.resolve("b"))), NOTHING);
        PackedLayer found = kept.packed().orElseThrow().getFirst();
        OciImage image = OciImage.empty(directory.resolve("image"));

        image.extend(List.of(found.linked(directory.resolve("c"))), NOTHING);

        assertEquals(List.of(found.diffId()), image.description().layers());
        assertEquals("RUN a", image.packed().orElseThrow().getFirst().madeBy());
        assertTrue(Files.exists(found.file()), "it may be laid once more");
        assertEquals(Optional.of(List.of()), OciImage.empty(directory.resolve("nothing")).packed());
    }
}
