package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A chart's archive is fetched, rendered and printed.
class RenderMainTest {

    private static final String HELM = "application/vnd.cncf.helm.config.v1+json";

    @TempDir
    Path work;

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    @TempDir
    static Path keys;

    private static SSLContext certificate;

    private HttpServer server;
    private HttpsServer registry;

    @BeforeAll
    static void aCertificate() throws IOException, InterruptedException {
        certificate = certificate(keys.resolve("keys"));
    }

    @BeforeEach
    void serve() throws IOException, InterruptedException {
        Path chart = Files.createDirectories(work.resolve("made/web/templates"));
        Files.writeString(chart.resolve("../Chart.yaml"), "{apiVersion: v2, name: web, version: 1.0.0}");
        Files.writeString(chart.resolve("map.yaml"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: '{{ .Release.Name }}'}, data: {a: '{{ .Values.a }}'}}");
        Tool.output(List.of("tar", "--create", "--gzip", "--file", work.resolve("web.tgz").toString(), "--directory", work.resolve("made").toString(), "web"));
        byte[] archive = Files.readAllBytes(work.resolve("web.tgz"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/web-1.0.0.tgz", exchange -> {
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
            exchange.close();
        });
        server.start();
        registry = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.setHttpsConfigurator(new HttpsConfigurator(certificate));
        registry.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        registry.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        registry.stop(0);
    }

    private String printed(String path, int code) throws IOException, InterruptedException {
        return rendered(Map.of("RENDER_CHART", "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path)), code);
    }

    private String rendered(Map<String, String> more, int code) throws IOException, InterruptedException {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            Map<String, String> environment = new HashMap<>(Map.of("RENDER_NAME", "shop", "RENDER_NAMESPACE", "team", "RENDER_VALUES", "a: given"));
            environment.putAll(more);
            assertEquals(code, RenderMain.run(environment, Files.createTempDirectory(work, "work")));
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasRenderedIsPrintedPacked() throws IOException, InterruptedException {
        String[] lines = printed("/web-1.0.0.tgz", 0).split("\n", 2);
        String packed = lines[1].substring(0, lines[1].indexOf("==> end")).replace("\n", "");
        JsonNode made = new ObjectMapper().readTree(new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed))).readAllBytes());

        assertTrue(lines[0].matches("==> rendered [0-9a-f]{64}"), lines[0]);
        assertEquals("shop", made.at("/objects/0/metadata/name").asText());
        assertEquals("given", made.at("/objects/0/data/a").asText());
    }

    /// As a registry has it. https://github.com/opencontainers/distribution-spec/blob/main/spec.md
    private void push(String name, String config, byte[] archive, long said) {
        String of = "{}";
        String manifest = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"%s","digest":"%s","size":2},
                 "layers":[{"mediaType":"application/vnd.cncf.helm.chart.content.v1.tar+gzip","digest":"%s","size":%d}]}"""
                .formatted(config, digest(of.getBytes(StandardCharsets.UTF_8)), digest(archive), said);
        registry.createContext("/v2/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path + " " + exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            byte[] answer = path.equals("/v2/")
                    ? new byte[0]
                    : path.startsWith("/v2/%s/manifests/".formatted(name))
                            ? manifest.getBytes(StandardCharsets.UTF_8)
                            : path.endsWith(digest(archive)) ? archive : of.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type",
                    path.contains("/manifests/") ? "application/vnd.oci.image.manifest.v1+json" : "application/octet-stream");
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:" + java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String registry() {
        return "oci://127.0.0.1:%d/".formatted(registry.getAddress().getPort());
    }

    /// Skopeo speaks TLS before anything else, whatever it may do without.
    private static SSLContext certificate(Path keys) throws IOException, InterruptedException {
        Tool.output(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1",
                "-storetype", "PKCS12", "-storepass", "changeit", "-keystore", keys.toString()));
        try {
            KeyStore store = KeyStore.getInstance(keys.toFile(), "changeit".toCharArray());
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, "changeit".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] packed() throws IOException {
        return Files.readAllBytes(work.resolve("web.tgz"));
    }

    @Test
    void aChartInARegistryIsRenderedAsItsArchiveIs() throws IOException, InterruptedException {
        push("acme/charts/web", HELM, packed(), packed().length);

        assertTrue(rendered(Map.of("RENDER_CHART", registry() + "acme/charts/web:1.0.0", "RENDER_TLS_VERIFY", "false"), 0).startsWith("==> rendered "
                + digest(packed()).substring("sha256:".length())));
    }

    @Test
    void anImageIsNoChartAndALargeOneIsNotFetched() throws IOException, InterruptedException {
        push("acme/app", "application/vnd.oci.image.config.v1+json", packed(), packed().length);
        assertTrue(rendered(Map.of("RENDER_CHART", registry() + "acme/app:1", "RENDER_TLS_VERIFY", "false"), 1).contains("and is no Helm chart"));
        registry.removeContext("/v2/");
        push("acme/large", HELM, packed(), 17 << 20);
        String refused = rendered(Map.of("RENDER_CHART", registry() + "acme/large:1", "RENDER_TLS_VERIFY", "false"), 1);
        assertTrue(refused.contains("has 17825792 bytes; it must have 16777216 at most"), refused);
        String blob = "/blobs/" + digest(packed());
        assertTrue(asked.stream().noneMatch(path -> path.contains(blob)), asked.toString());
    }

    /// Where it is rendered there is no token; whoever fetches shows it to the registry that it is for.
    @Test
    void whatTakesALoginIsFetchedBefore() throws IOException, InterruptedException {
        push("acme/web", HELM, packed(), packed().length);
        Path token = Files.writeString(work.resolve("token"), "secret\n");
        Path fetched = work.resolve("fetched");
        String chart = registry() + "acme/web:1.0.0";

        FetchMain.run(Map.of("RENDER_CHART", chart, "RENDER_FETCHED", fetched.toString(), "FETCH_USER", "acme/default", "FETCH_TOKEN_FILE", token.toString(),
                "FETCH_TLS_VERIFY", "false"), work);
        registry.stop(0);

        assertTrue(rendered(Map.of("RENDER_CHART", chart, "RENDER_FETCHED", fetched.toString()), 0).startsWith("==> rendered "));
    }

    @Test
    void whyItCouldNotBeFetchedIsPrintedWhereItIsRendered() throws IOException, InterruptedException {
        Path token = Files.writeString(work.resolve("token"), "secret");
        Path fetched = work.resolve("fetched");
        String chart = registry() + "acme/nothing:1.0.0";

        FetchMain.run(Map.of("RENDER_CHART", chart, "RENDER_FETCHED", fetched.toString(), "FETCH_USER", "acme/default", "FETCH_TOKEN_FILE", token.toString(),
                "FETCH_TLS_VERIFY", "false"), work);

        String refused = rendered(Map.of("RENDER_CHART", chart, "RENDER_FETCHED", fetched.toString()), 1);
        assertTrue(refused.startsWith("==> failed skopeo failed"), refused);
        assertTrue(!refused.contains("secret"), refused);
    }

    @Test
    void whyNotIsPrintedToo() throws IOException, InterruptedException {
        assertTrue(printed("/nothing.tgz", 1).startsWith("==> failed http://127.0.0.1"));
    }
}
