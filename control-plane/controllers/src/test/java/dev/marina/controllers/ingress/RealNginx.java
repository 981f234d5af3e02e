package dev.marina.controllers.ingress;

import dev.marina.api.net.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// This machine's nginx with a plan's configuration, in a directory and on ports of its own. The machine is the one whose word counts.
final class RealNginx implements AutoCloseable {

    private static final Path PROGRAM = Path.of(System.getProperty("marina.nginx", "/usr/sbin/nginx"));

    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final Path SCRIPT = Path.of("../../node-agent/linux/src/main/resources/dev/marina/linux/image/ingress.sh");

    private int generation;
    final int http = free();
    final int https = free();
    final int front = free();
    private final int status = free();
    private final Map<Integer, Integer> gateways = new TreeMap<>();
    private final Path directory;
    private Process process;

    RealNginx(Path directory) {
        this.directory = directory;
    }

    private static int free() {
        try {
            return FreePorts.one();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `nginx -t` says; empty when it takes the configuration.
    String refusal(IngressPlan plan) throws Exception {
        return refusal(plan, GatewayPlan.NONE);
    }

    String refusal(IngressPlan plan, GatewayPlan gateways) throws Exception {
        return refusal(plan, gateways, ProxyPlan.NONE);
    }

    String refusal(IngressPlan plan, GatewayPlan gateways, ProxyPlan proxies) throws Exception {
        write(plan, gateways, proxies);
        Process test = new ProcessBuilder(PROGRAM.toString(), "-e", "stderr", "-t", "-q", "-c", directory.resolve("nginx.conf").toString())
                .redirectErrorStream(true).start();
        String said = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return test.waitFor() == 0 ? "" : said;
    }

    RealNginx start(IngressPlan plan) throws Exception {
        return start(plan, GatewayPlan.NONE);
    }

    RealNginx start(IngressPlan plan, GatewayPlan gateways) throws Exception {
        return start(plan, gateways, ProxyPlan.NONE);
    }

    RealNginx start(IngressPlan plan, GatewayPlan gateways, ProxyPlan proxies) throws Exception {
        write(plan, gateways, proxies);
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-e", "stderr", "-c", directory.resolve("nginx.conf").toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            // In an entrance master and workers are one user.
            command.addAll(List.of("-g", "user root;"));
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        awaitHealthy();
        return this;
    }

    /// As in an entrance's pod: by the shell that watches the configuration and asks pods.
    RealNginx startAsEntrance(IngressPlan plan, ProxyPlan proxies) throws Exception {
        write(plan, GatewayPlan.NONE, proxies);
        Path run = Files.createDirectories(directory.resolve("run"));
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String applet : List.of("sh", "mkdir", "mkfifo", "rm", "cat", "mv", "sed", "head", "nc", "timeout", "true")) {
            Files.createSymbolicLink(bin.resolve(applet), BUSYBOX);
        }
        String user = "root".equals(System.getProperty("user.name")) ? " -g 'user root;'" : "";
        Files.writeString(bin.resolve("nginx"), "#!/bin/sh\nexec %s%s \"$@\"\n".formatted(PROGRAM, user));
        Files.setPosixFilePermissions(bin.resolve("nginx"), PosixFilePermissions.fromString("rwx------"));
        Path script = Files.writeString(directory.resolve("entrance"),
                Files.readString(SCRIPT).replace("/tmp/", run + "/").replace("/config/", directory + "/"));
        ProcessBuilder builder = new ProcessBuilder(BUSYBOX.toString(), "sh", script.toString()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("PATH", bin.toString());
        process = builder.start();
        awaitHealthy();
        return this;
    }

    /// What the shell in the pod finds another time.
    void publish(IngressPlan plan, ProxyPlan proxies) throws IOException {
        write(plan, GatewayPlan.NONE, proxies);
    }

    /// That it consists of, those that have ended and were not taken leave of among them.
    long processes() {
        return process.descendants().count();
    }

    private void awaitHealthy() throws IOException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), status)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException _) {
                if (!process.isAlive() || Instant.now().isAfter(end)) {
                    throw new AssertionError("nginx does not listen: " + log());
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    /// Has it take up another plan, and comes back when the new workers are there.
    void reload(IngressPlan plan) throws Exception {
        reload(plan, ProxyPlan.NONE);
    }

    void reload(IngressPlan plan, ProxyPlan proxies) throws Exception {
        write(plan, GatewayPlan.NONE, proxies);
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    String log() {
        try {
            return Files.exists(directory.resolve("log")) ? Files.readString(directory.resolve("log")) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where it listens for one of nginx's own ports of a Gateway.
    int gateway(int own) {
        return gateways.computeIfAbsent(own, _ -> free());
    }

    private void write(IngressPlan plan, GatewayPlan gatewayPlan, ProxyPlan proxies) throws IOException {
        Map<String, byte[]> files = new TreeMap<>(plan.files());
        files.putAll(gatewayPlan.files());
        files.putAll(proxies.files());
        String text = NginxText.of(plan, gatewayPlan, proxies, "127.0.0.1").replace("/tmp/", directory + "/").replace("/config/", directory + "/")
                .replace("/dev/stdout", directory + "/access").replaceAll("\\b" + NginxText.HTTP + "( default_server)?( http;|;| 80;| 1;)", http + "$1$2")
                .replaceAll("listen " + NginxText.HTTPS + "\\b", "listen " + https).replaceAll("listen " + NginxText.FRONT + "\\b", "listen " + front)
                .replaceAll("listen " + NginxText.STATUS + "\\b", "listen " + status);
        for (GatewayPort port : gatewayPlan.ports()) {
            text = text.replaceAll("listen " + port.own() + "\\b", "listen " + gateway(port.own()));
        }
        for (int inner : inner(proxies)) {
            text = text.replaceAll("127\\.0\\.0\\.1:" + inner + "\\b", "127.0.0.1:" + gateway(inner));
        }
        files.put("nginx.conf", text.getBytes(StandardCharsets.UTF_8));
        Files.deleteIfExists(directory.resolve(HealthCheck.FILE));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
        Files.writeString(directory.resolve("generation"), "g%d\n".formatted(++generation));
    }

    /// Ports of loopback at which it listens for itself.
    private static List<Integer> inner(ProxyPlan proxies) {
        List<Integer> ports = new ArrayList<>();
        for (ProxyHost.Versions versions : ProxyHost.Versions.values()) {
            ports.add(ConnectionText.INNER + versions.ordinal());
        }
        proxies.connections().forEach(host -> ports.add(host.own()));
        return ports;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(_ -> process.destroyForcibly()).join();
        }
    }
}
