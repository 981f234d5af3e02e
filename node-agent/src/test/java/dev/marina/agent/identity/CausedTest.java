package dev.marina.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class CausedTest {

    @Test
    void requestNamesTheChangeThatLedToIt() throws IOException, GeneralSecurityException {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Marina-Cause")));
            byte[] answer = "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"n\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try (KubernetesClient client = ApiClients.open("http://127.0.0.1:" + server.getAddress().getPort(), SSLContext.getDefault())) {
            client.nodes().withName("n").get();
            Caused.by("change/41", client, api -> api.nodes().withName("n").get());
            client.nodes().withName("n").get();
        } finally {
            server.stop(0);
        }

        assertEquals(List.of("null", "change/41", "null"), seen);
    }
}
