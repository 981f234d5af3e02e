package dev.marina.net.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program without a compiler: the same protocol from a JVM.
class PluginExecutableTest {

    private static final CniPlugin AVAILABLE = new CniPlugin() {

        @Override
        public CniResult add(CniRequest request) {
            throw new CniException(CniException.TRY_AGAIN, "no address \"left\"");
        }

        @Override
        public void check(CniRequest request) {}

        @Override
        public void delete(CniRequest request) {}

        @Override
        public void collect(String node, Set<Attachment> valid) {}

        @Override
        public void status(String node) {}
    };

    @TempDir
    private Path directory;

    @Test
    void withoutACompilerAScriptSpeaksTheSameProtocol() throws Exception {
        Path executable = PluginExecutable.install(directory, List.of("no-such-compiler"));
        String configuration = "{\"cniVersion\":\"1.1.0\",\"name\":\"marina\",\"type\":\"marina-cni\",\"node\":\"n\",\"socket\":\"" + directory.resolve("s")
                + "\"}";
        Map<String, String> add = Map.of("CNI_COMMAND", "ADD", "CNI_CONTAINERID", "c", "CNI_IFNAME", "eth0", "CNI_NETNS", "/x");

        assertEquals("1{\"cniVersion\":\"1.1.0\",\"code\":11,\"msg\":\"the node agent does not answer\"}", run(executable, add, configuration));
        try (CniServer _ = new CniServer(directory.resolve("s"), new CniProtocol(AVAILABLE))) {
            assertEquals("1{\"cniVersion\":\"1.1.0\",\"code\":11,\"msg\":\"no address \\\"left\\\"\"}", run(executable, add, configuration));
            assertEquals("0", run(executable, Map.of("CNI_COMMAND", "STATUS"), configuration));
        }
    }

    @Test
    void theSocketIsForItsOwnerOnly() throws IOException {
        try (CniServer _ = new CniServer(directory.resolve("s"), new CniProtocol(AVAILABLE))) {
            assertEquals("rw-------", java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("s"))));
        }
        assertTrue(Files.notExists(directory.resolve("s")));
    }

    private static String run(Path executable, Map<String, String> environment, String input) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(executable.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() + output;
    }
}
