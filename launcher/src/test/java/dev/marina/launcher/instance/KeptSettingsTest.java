package dev.marina.launcher.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One `up` with a setting in `marina.yaml` and another in the environment; then whoever comes after it.
class KeptSettingsTest {
    @TempDir
    private Path root;
    private Layout layout;

    @BeforeEach
    void aCheckoutWithSettings() throws IOException {
        layout = new Layout(root, root.resolve(".marina"));
        Files.writeString(root.resolve("marina.yaml"), "console-port: 8081\napi-port: 6444\n");
        Instance.openOrCreate(layout, Map.of("MARINA_CONSOLE_PORT", "9090")).settings().keep(layout);
    }

    @Test
    void theSupervisorUsesWhatUpHasResolved() {
        Settings supervised = Instance.find(layout).orElseThrow().settings();

        assertEquals(9090, supervised.consolePort());
        assertEquals(6444, supervised.apiPort());
    }

    @Test
    void aRepeatedUpResolvesTheSame() {
        assertEquals(Instance.find(layout).orElseThrow().settings(), Settings.load(layout, Map.of("MARINA_CONSOLE_PORT", "9090")));
    }

    @Test
    void aFileChangedSinceIsForTheNextUp() throws IOException {
        Files.writeString(root.resolve("marina.yaml"), "api-port: 7000\n");

        assertEquals(6444, Instance.find(layout).orElseThrow().settings().apiPort());
        assertEquals(7000, Settings.load(layout, Map.of()).apiPort());
    }
}
