package dev.marina.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    void unknownAndMissingSettingsAreNamed() {
        assertEquals(directory.resolve("agent.yaml") + ": unknown setting dokker-socket",
                assertThrows(IllegalArgumentException.class, () -> load(LEAST + "dokker-socket: /x\n")).getMessage());
        assertEquals(directory.resolve("agent.yaml") + ": home is not set",
                assertThrows(IllegalArgumentException.class, () -> load(LEAST.replace("home: /home\n", ""))).getMessage());
    }
}
