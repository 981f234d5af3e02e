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
        return ask(nginx.http, host, token);
    }

    private static HttpResponse<String> ask(int port, String host, String token) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/.well-known/acme-challenge/%s".formatted(port, token)))
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

    /// A listener for any name has the challenges of all names; each is said under its own alone.
    @Test
    void gatewaysAnswerAtPort80WhereTheNameIsLed() throws Exception {
        Challenged world = new Challenged(WorldFromFile.of(Manifests.service("web", 9, "127.0.0.1")),
                List.of(new Challenge("shop.example", TOKEN, ANSWER), new Challenge("www.best.example", "besttokenbesttoken", ANSWER),
                        new Challenge("taken.example", "takentokentakentoken", ANSWER)));
        GatewayPlan plan = GatewayPlan.of(world, GatewayFile.of(GatewayFile.gateway("edge", "{name: http, port: 80, protocol: HTTP}",
                "{name: best, port: 80, protocol: HTTP, hostname: '*.best.example'}", "{name: other, port: 8000, protocol: HTTP}")
                + GatewayFile.route("taken", "[taken.example]",
                        "[{matches: [{path: {type: Exact, value: /.well-known/acme-challenge/takentokentakentoken}}], %s}]".formatted(
                                GatewayFile.to("absent")))));
        nginx = new RealNginx(directory);
        assertEquals("", nginx.refusal(IngressPlan.of(world), plan));
        nginx.start(IngressPlan.of(world), plan);
        int port = nginx.gateway(plan.ports().getFirst().own());

        assertEquals(ANSWER, ask(port, "shop.example", TOKEN).body());
        assertEquals(ANSWER, ask(port, "WWW.best.example:80", "besttokenbesttoken").body());
        assertEquals(404, ask(port, "other.example", TOKEN).statusCode());
        assertEquals(404, ask(port, "shop.example", "besttokenbesttoken").statusCode());
        assertEquals(500, ask(port, "taken.example", "takentokentakentoken").statusCode(), "somebody's own rule");
        assertEquals(404, ask(nginx.gateway(plan.ports().get(1).own()), "shop.example", TOKEN).statusCode(), "nobody looks at port 8000");
        assertEquals(404, ask("shop.example", TOKEN).statusCode(), "the cluster's other entrance is not the Gateway's");
    }

    /// Without its certificate an HTTPProxy is not served: but its challenge is answered, or it would never have one.
    @Test
    void proxiesAnswerBeforeTheyHaveTheirCertificateAndAfterwards() throws Exception {
        Challenged world = new Challenged(WorldFromFile.of(Manifests.service("web", 9, "127.0.0.1")),
                List.of(new Challenge("new.example", TOKEN, ANSWER), new Challenge("plain.example", TOKEN, ANSWER),
                        new Challenge("nobody.example", TOKEN, ANSWER), new Challenge("plain.example", "takentokentakentoken", ANSWER)));
        ProxyPlan plan = ProxyPlan.of(world, ProxyFile.of(ProxyFile.proxy("default", "new",
                "virtualhost: {fqdn: new.example, tls: {secretName: new-tls}}, routes: [{directResponsePolicy: {statusCode: 200, body: open}}]")
                + ProxyFile.root("plain", "plain.example", ProxyFile.route("{exact: /.well-known/acme-challenge/takentokentakentoken}",
                        "directResponsePolicy: {statusCode: 200, body: mine}") + ",{directResponsePolicy: {statusCode: 200, body: open}}")));
        nginx = new RealNginx(directory);
        assertEquals("", nginx.refusal(IngressPlan.of(world), GatewayPlan.NONE, plan));
        nginx.start(IngressPlan.of(world), GatewayPlan.NONE, plan);

        assertEquals(ANSWER, ask("new.example", TOKEN).body());
        assertEquals(404, ask("new.example", TOKEN + "x").statusCode(), "what TLS was asked for is not said without");
        assertEquals(ANSWER, ask("plain.example", TOKEN).body());
        assertEquals("mine", ask("plain.example", "takentokentakentoken").body());
        assertEquals("open", ask("plain.example", TOKEN + "x").body());
        assertEquals(404, ask("nobody.example", TOKEN).statusCode());
    }
}
