package dev.marina.agent.containerd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeContainerdTest {

    /// A tenant may start what it likes, without any word or with one that is no text, and is not in the way of those who look for a containerd.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
            "exec -a '' cat, false",
            "exec -a $'\\xe9' sh -c 'read x' --config /run/mr-test/x, false",
            "exec -a containerd sh -c 'read x' --config, false",
            "exec -a mycontainerd sh -c 'read x' --config /run/mr-test/x, false",
            "exec -a containerd sh -c 'read x' --config /run/mr-test/x, true",
            "exec -a /usr/bin/containerd sh -c 'read x' --config /run/mr-test/x, true"})
    void processesAreLookedAtWhateverTheyCallThemselves(String command, boolean containerd) throws IOException {
        Process process = new ProcessBuilder("bash", "-c", command).start();
        try {
            Await.until("its words", Duration.ofSeconds(20), () -> words(process.pid()), words -> !words.contains("exec"));

            assertEquals(containerd ? List.of(process.toHandle()) : List.of(), NodeContainerd.commands("containerd", "--config", "/run/mr-test/"));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String words(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            return "exec " + failure;
        }
    }
}
