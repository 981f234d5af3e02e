package dev.marina.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageVolumeNotesTest {

    @TempDir
    private Path nodes;

    @Test
    void whatIsNoNodesDirectoryHasNone() throws IOException {
        Path note = Files.writeString(nodes.resolve("c1.n1.node.json"), "{}");

        assertEquals(Set.of(), new ImageVolumeNotes(note).images());
        assertEquals(Set.of(), new ImageVolumeNotes(nodes.resolve("gone")).images());
    }
}
