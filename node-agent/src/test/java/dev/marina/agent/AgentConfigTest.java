package dev.marina.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marina.agent.eviction.EvictionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {

    private static final String LEAST = """
            instance: abc
            home: /home
            kubeconfig: /k
            docker-socket: /d
            run-dir: /r
            first-container-id: 1900000000
            """;

    @TempDir
    Path directory;

    private AgentConfig load(String text) throws IOException {
        Path file = directory.resolve("agent.yaml");
        Files.writeString(file, text);
        return AgentConfig.load(file);
    }

    @Test
    void whatIsNotSetHasADefault() throws IOException {
        AgentConfig config = load(LEAST);

        assertEquals("local", config.machine());
        assertEquals("100.64.0.0/16", config.nodeSubnet());
    }

    @Test
    void whatNodesMayHaveLessOfForAWhileIsReadOnce() throws IOException {
        assertEquals(EvictionSettings.HARD_ALONE, load(LEAST).eviction());
        assertEquals(EvictionSettings.of("memory.available<10%", "memory.available=1m", 30),
                load(LEAST + "eviction-soft: memory.available<10%\neviction-soft-grace-period: memory.available=1m\neviction-max-pod-grace-period: 30\n")
                        .eviction());
        assertEquals(directory.resolve("agent.yaml") + ": grace period must be specified for the soft eviction threshold memory.available, "
                + "in eviction-soft-grace-period",
                assertThrows(IllegalArgumentException.class, () -> load(LEAST + "eviction-soft: memory.available<10%\n")).getMessage());
    }

    @Test
    void unknownAndMissingSettingsAreNamed() {
        assertEquals(directory.resolve("agent.yaml") + ": unknown setting dokker-socket",
                assertThrows(IllegalArgumentException.class, () -> load(LEAST + "dokker-socket: /x\n")).getMessage());
        assertEquals(directory.resolve("agent.yaml") + ": home is not set",
                assertThrows(IllegalArgumentException.class, () -> load(LEAST.replace("home: /home\n", ""))).getMessage());
    }
}
