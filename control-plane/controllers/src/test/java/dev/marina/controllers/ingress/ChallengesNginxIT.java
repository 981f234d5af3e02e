package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.controllers.engine.parts.AcmeChallenges.Challenge;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an ACME server finds at the entrance, with Debian's nginx.
class ChallengesNginxIT {

    private static final String TOKEN = "tokentokentokentoken";
    private static final String ANSWER = TOKEN + "." + "A".repeat(43);

    static {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    @TempDir
    Path directory;

    private RealNginx nginx;

    @AfterEach
    void close() {
        if (nginx != null) {
            nginx.close();
        }
    }

    private record Challenged(WorldFromFile world, List<Challenge> challenges) implements IngressWorld {
        @Override
        public List<Ingress> ingresses() {
            return world.ingresses();
        }

        @Override
        public Optional<Service> service(String namespace, String name) {
            return world.service(namespace, name);
        }

        @Override
        public List<EndpointSlice> slices(String namespace, String service) {
            return world.slices(namespace, service);
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return world.secret(namespace, name);
        }
    }

    private void serve(List<Challenge> challenges, String... ingresses) throws Exception {
        IngressPlan plan = IngressPlan.of(new Challenged(WorldFromFile.of(String.join("", ingresses)), challenges));
        nginx = new RealNginx(directory);
        assertEquals("", nginx.refusal(plan));
        nginx.start(plan);
    }

    private HttpResponse<String> ask(String host, String token) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/.well-known/acme-challenge/%s".formatted(nginx.http, token)))
                    .header("Host", host).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void challengeIsAnsweredUnderItsNameAloneThoughTheNameHasNoCertificateYet() throws Exception {
        serve(List.of(new Challenge("shop.example", TOKEN, ANSWER)),
                Manifests.ingress("shop", "shop.example", "Prefix", "/", "web", Map.of("force-ssl-redirect", "true")),
                Manifests.ingress("other", "other.example", "Prefix", "/", "web", Map.of()));

        assertEquals(200, ask("shop.example", TOKEN).statusCode());
        assertEquals(ANSWER, ask("shop.example", TOKEN).body());
        assertEquals("text/plain", ask("shop.example", TOKEN).headers().firstValue("Content-Type").orElseThrow());
        assertEquals(308, ask("shop.example", TOKEN + "x").statusCode());
        assertEquals(503, ask("other.example", TOKEN).statusCode());
    }

    @Test
    void whatATenantPutsInItsPlaceKeepsNothingElseAway() throws Exception {
        serve(List.of(new Challenge("shop.example", TOKEN, ANSWER), new Challenge("shop.example", TOKEN, ANSWER),
                new Challenge("shop.example", "othertokenothertoken", ANSWER)),
                Manifests.ingress("shop", "shop.example", "Exact", "/.well-known/acme-challenge/" + TOKEN, "web", Map.of()));

        assertEquals(503, ask("shop.example", TOKEN).statusCode());
        assertEquals(ANSWER, ask("shop.example", "othertokenothertoken").body());
    }
}
