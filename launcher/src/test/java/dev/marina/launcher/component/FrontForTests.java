package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// HAProxy with our configuration, before servers that are not there, for names that an ACME server looks at.
public final class FrontForTests {

    private FrontForTests() {}

    public record Ports(int console, int login, int acme) {}

    public static Ports ports() throws IOException {
        return new Ports(free(), free(), free());
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// @param directory with `front.pem` and `ca.pem`
    public static Process start(Path directory, Ports ports, String thumbprint) throws IOException {
        FrontConfig config = new FrontConfig("127.0.0.1", directory, directory.resolve("front.pem"), directory.resolve("ca.pem"), false, List.of(), 0,
                new FrontConfig.Site("console", "https://console.example", ports.console, 9),
                new FrontConfig.Site("login", "https://login.example", ports.login, 9),
                9, Optional.empty(), Optional.of(new FrontConfig.Acme(ports.acme, thumbprint)), FrontReplicas.NONE);
        Path file = Files.writeString(directory.resolve("front.cfg"), config.text());
        Path log = directory.resolve("front.log");
        Process haproxy = new ProcessBuilder("haproxy", "-db", "-f", file.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        for (int port : new int[] {ports.console, ports.acme}) {
            while (!(Probe.tcp("127.0.0.1", port) instanceof Health.Healthy)) {
                assertTrue(haproxy.isAlive() && System.nanoTime() < until, () -> "haproxy does not start: " + read(log) + "\n" + config.text());
                Thread.onSpinWait();
            }
        }
        return haproxy;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
