package dev.marina.launcher.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Staged;

class StagingTest {
    @TempDir
    private Path directory;
    private Layout layout;

    @BeforeEach
    void aBuiltAgent() throws IOException {
        layout = new Layout(directory.resolve("checkout"), directory.resolve("home"));
        write("node-agent/target/classes/dev/marina/agent/NodeAgentMain.class", "class");
        write("node-agent/target/agent.jar", "one");
        write("node-agent/target/lib/library.jar", "library");
    }

    @Test
    void aProgramIsCopiedWithItsLibraries() throws IOException {
        Staged staged = new Staging(layout).stage("source");

        assertEquals("one", Files.readString(staged.file(Staged.NODE_AGENT, "agent.jar").orElseThrow()));
        assertEquals("library", Files.readString(staged.file(Staged.NODE_AGENT, "library.jar").orElseThrow()));
    }

    @Test
    void ofLabsWhatLearnersReadIsCopiedAndNoSolution() throws IOException {
        write("labs/first/lab.yaml", "title");
        write("labs/first/manifests/web.yaml", "pod");
        write("labs/first/solution.sh", "kubectl");

        Path labs = new Staging(layout).stage("source").find(Staged.LABS).orElseThrow();

        assertEquals("pod", Files.readString(labs.resolve("first/manifests/web.yaml")));
        assertTrue(Files.notExists(labs.resolve("first/solution.sh")));
    }

    @Test
    void theSameContentsGoToTheSamePlaceAndOthersElsewhere() throws IOException {
        Path first = new Staging(layout).stage("a").find(Staged.NODE_AGENT).orElseThrow();
        Path again = new Staging(layout).stage("b").find(Staged.NODE_AGENT).orElseThrow();
        write("node-agent/target/agent.jar", "two");
        Path changed = new Staging(layout).stage("c").find(Staged.NODE_AGENT).orElseThrow();

        assertEquals(first, again);
        assertNotEquals(first, changed);
        assertTrue(Files.exists(first), "a process may still run from it");
    }

    @Test
    void cleaningLeavesWhatIsInUse() throws IOException {
        Staging staging = new Staging(layout);
        Path first = staging.stage("a").find(Staged.NODE_AGENT).orElseThrow();
        write("node-agent/target/agent.jar", "two");
        Path changed = staging.stage("b").find(Staged.NODE_AGENT).orElseThrow();

        staging.clean();

        assertTrue(Files.notExists(first));
        assertTrue(Files.exists(changed));
    }

    @Test
    void aProgramThatIsNotWrittenYetIsAbsent() throws IOException {
        assertEquals(Optional.empty(), new Staging(layout).stage("source").find(Staged.CONTROL_PLANE));
    }

    @Test
    void whatWasStagedIsRemembered() throws IOException {
        Staged staged = new Staging(layout).stage("source");

        assertEquals(staged, Staged.load(layout));
    }

    private void write(String file, String text) throws IOException {
        Path path = layout.root().resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
