package dev.marina.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.ContainerImages.Named;
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

    @Test
    void notesSayUnderWhichNameAnImageIsAVolumeAndThoseOfEarlierAgentsDoNot() throws IOException {
        ImageVolumeNotes notes = new ImageVolumeNotes(nodes);
        notes.note("pod-1", "model", new Named("sha256:1", "model:1"));
        notes.note("pod-2", "model", new Named("sha256:1", "model:1"));
        Files.writeString(notes.of("pod-2", "old").resolveSibling("old.id"), "sha256:2");

        assertEquals(Set.of(new Named("sha256:1", "model:1"), new Named("sha256:2", "")), notes.named());
        assertEquals(Set.of("sha256:1", "sha256:2"), notes.images());
    }
}
