package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.marina.launcher.tls.Authority;

/// HAProxy itself with tenants' applications by name: two tenants' entrances, and an agent that says where they are.
class FrontAppsIT {
    private static final String DOMAIN = "apps.localhost";
    private static final Map<String, String> ENTRANCES = Map.of("shop.acme." + DOMAIN, "127.9.0.2", "shop.other." + DOMAIN, "127.9.0.3");

    @TempDir
    private Path directory;
    private Process haproxy;
    private DatagramSocket agent;
    private ServerSocket acme;
    private ServerSocket other;
    private int console;

    @BeforeEach
    void aFrontWithTwoTenants() throws Exception {
        agent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        Thread.ofVirtual().start(this::answerNames);
        acme = entrance("acme", "127.9.0.2");
        other = entrance("other", "127.9.0.3");
        Authority authority = Authority.create("Test", Instant.now());
        Files.writeString(directory.resolve("front.pem"),
                authority.issue("localhost", List.of("localhost"), List.of(Authority.Purpose.SERVER), Authority.PUBLIC_LIFE, Instant.now()).wholePem());
        Authority apps = Authority.forNames(DOMAIN, Instant.now());
        StringBuilder list = new StringBuilder(directory.resolve("front.pem") + "\n");
        for (String tenant : List.of("acme", "other", "nobody")) {
            Path file = directory.resolve(tenant + ".pem");
            Files.writeString(file,
                    apps.issue(tenant, List.of("*." + tenant + "." + DOMAIN), List.of(Authority.Purpose.SERVER), Authority.PUBLIC_LIFE, Instant.now())
                            .wholePem());
            list.append(file).append('\n');
        }
        Files.writeString(directory.resolve("list"), list);
        Files.writeString(directory.resolve("apps-ca.pem"), apps.identity().chainPem());
        console = freePort();
        int login = freePort();
        FrontConfig config = new FrontConfig("127.0.0.1", directory, directory.resolve("front.pem"), directory.resolve("apps-ca.pem"), false, List.of(), 0,
                new FrontConfig.Site("console", "https://localhost:" + console, console, 9),
                new FrontConfig.Site("login", "https://localhost:" + login, login, 9), 9,
                Optional.of(new FrontConfig.Apps(DOMAIN, directory.resolve("list"), directory.resolve("apps-ca.pem"), agent.getLocalPort())));
        Path file = Files.writeString(directory.resolve("front.cfg"), config.text());
        Path log = directory.resolve("front.log");
        haproxy = new ProcessBuilder("haproxy", "-db", "-f", file.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!(Probe.tcp("127.0.0.1", console) instanceof Health.Healthy)) {
            assertTrue(haproxy.isAlive() && System.nanoTime() < until, () -> "haproxy does not start: " + read(log) + "\n" + config.text());
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void end() throws Exception {
        haproxy.destroyForcibly().waitFor();
        agent.close();
        acme.close();
        other.close();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// A question as it came, with the answer behind it (RFC 1035, section 4.1).
    private void answerNames() {
        try {
            while (!agent.isClosed()) {
                DatagramPacket question = new DatagramPacket(new byte[512], 512);
                agent.receive(question);
                ByteBuffer in = ByteBuffer.wrap(question.getData(), 0, question.getLength());
                StringBuilder name = new StringBuilder();
                int at = 12;
                for (int length = in.get(at); length > 0; length = in.get(at)) {
                    name.append(name.isEmpty() ? "" : ".").append(new String(question.getData(), at + 1, length, StandardCharsets.US_ASCII));
                    at += length + 1;
                }
                int end = at + 5;
                String address = ENTRANCES.get(name.toString());
                ByteBuffer out = ByteBuffer.allocate(512);
                out.putShort(in.getShort(0)).putShort((short) (address == null ? 0x8183 : 0x8180)).putShort((short) 1)
                        .putShort((short) (address == null ? 0 : 1))
                        .putInt(0).put(question.getData(), 12, end - 12);
                if (address != null) {
                    out.putShort((short) 0xC00C).putShort((short) 1).putShort((short) 1).putInt(1).putShort((short) 4)
                            .put(InetAddress.ofLiteral(address).getAddress());
                }
                agent.send(new DatagramPacket(out.array(), out.position(), question.getSocketAddress()));
            }
        } catch (IOException e) {
            if (!agent.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Says its tenant, who came by the PROXY header, and for which host.
    private static ServerSocket entrance(String tenant, String address) throws IOException {
        ServerSocket server = new ServerSocket(10_080, 50, InetAddress.ofLiteral(address));
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    InputStream in = socket.getInputStream();
                    byte[] head = in.readNBytes(16);
                    byte[] addresses = in.readNBytes(ByteBuffer.wrap(head).getShort(14));
                    String client = InetAddress.getByAddress(java.util.Arrays.copyOf(addresses, 4)).getHostAddress();
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
                    String host = "";
                    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                        host = line.toLowerCase().startsWith("host: ") ? line.substring(6) : host;
                    }
                    String body = tenant + " " + client + " " + host;
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s".formatted(body.length(), body)
                            .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    if (!server.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
        return server;
    }

    private record Said(int exit, String status, String body) {}

    private Said curl(String url, String... more) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("curl", "-s", "-m", "10", "--cacert", directory.resolve("apps-ca.pem").toString(), "-w",
                "\n%{http_code}", url));
        for (String name : List.of("shop.acme." + DOMAIN, "shop.other." + DOMAIN, "shop.nobody." + DOMAIN, "shop.acme.evil.example")) {
            command.addAll(List.of("--resolve", name + ":" + console + ":127.0.0.1"));
        }
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String[] said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n");
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Said(process.exitValue(), said[said.length - 1], said[0]);
    }

    private String url(String name) {
        return "https://%s:%d/".formatted(name, console);
    }

    @Test
    void eachNameLeadsToItsTenantByTlsThatItsAuthorityVouchesFor() throws Exception {
        assertEquals("acme 127.0.0.1 shop.acme.%s:%d".formatted(DOMAIN, console), curl(url("shop.acme." + DOMAIN)).body());
        assertEquals("other 127.0.0.1 shop.other.%s:%d".formatted(DOMAIN, console), curl(url("shop.other." + DOMAIN)).body());
    }

    @Test
    void aNameOfNobodysIsAnsweredByNobody() throws Exception {
        assertEquals("503", curl(url("shop.nobody." + DOMAIN)).status());
    }

    /// TLS for one tenant's name carries no request for another's.
    @Test
    void whoAsksForAnotherNameThanTlsWasForIsRefused() throws Exception {
        assertEquals("421", curl(url("shop.acme." + DOMAIN), "-H", "Host: shop.other." + DOMAIN).status());
        assertEquals("421", curl(url("shop.acme." + DOMAIN), "-H", "Host: localhost").status());
    }

    /// 60 is curl's word for a certificate that nobody vouches for.
    @Test
    void theAuthorityVouchesForNothingElse() throws Exception {
        assertEquals(60, curl(url("shop.acme.evil.example")).exit());
    }

    @Test
    void plainHttpIsSentToTlsOfTheSameName() throws Exception {
        Said said = curl("http://shop.acme.%s:%d/x".formatted(DOMAIN, console), "-o", directory.resolve("body").toString(), "-D", "-");
        assertTrue(said.body().contains("308"), said.toString());
    }
}
