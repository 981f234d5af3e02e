package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A chart's archive is fetched, rendered and printed.
class RenderMainTest {

    @TempDir
    Path work;

    private HttpServer server;

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
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String printed(String path, int code) throws IOException, InterruptedException {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            Map<String, String> environment = Map.of("RENDER_NAME", "shop", "RENDER_NAMESPACE", "team", "RENDER_VALUES", "a: given", "RENDER_CHART",
                    "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
            assertEquals(code, RenderMain.run(environment, Files.createDirectories(work.resolve("work"))));
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

    @Test
    void whyNotIsPrintedToo() throws IOException, InterruptedException {
        assertTrue(printed("/nothing.tgz", 1).startsWith("==> failed http://127.0.0.1"));
    }
}
