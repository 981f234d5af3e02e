package dev.marina.acme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// One ACME server, spoken to by RFC 8555. Where it is, is the operator's word alone: no URL that it answers leads to another origin, and
/// none of its answers is read further than so many bytes.
public final class AcmeClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int MOST_BYTES = 256 << 10;
    private static final String JOSE = "application/jose+json";

    private final HttpClient http;
    private final AcmeDirectory directory;

    public AcmeClient(AcmeDirectory directory) {
        this.directory = directory;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(LIMIT).followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        directory.trust().ifPresent(client::sslContext);
        http = client.build();
    }

    /// @param status `pending`, `ready`, `processing`, `valid` or `invalid`
    public record Order(String url, String status, List<String> authorizations, String finalization, String certificate, JsonNode error) {}

    /// @param challenge the one by HTTP; its token, and where the server is told to look
    public record Authorization(String host, String status, String challenge, String token, JsonNode error) {}

    private record Answer(String location, JsonNode body, String text) {}

    /// The account of the key, made if there is none.
    public String account(AccountKey key) throws AcmeProblem, IOException, InterruptedException {
        ObjectNode payload = JSON.createObjectNode().put("termsOfServiceAgreed", true);
        directory.contact().ifPresent(contact -> payload.putArray("contact").add("mailto:" + contact));
        return require(post(key, "", endpoint("newAccount"), payload.toString()).location());
    }

    public Order order(AccountKey key, String account, List<String> hosts) throws AcmeProblem, IOException, InterruptedException {
        ObjectNode payload = JSON.createObjectNode();
        hosts.forEach(host -> payload.withArray("identifiers").addObject().put("type", "dns").put("value", host));
        Answer answer = post(key, account, endpoint("newOrder"), payload.toString());
        return order(answer.location(), answer.body());
    }

    public Order look(AccountKey key, String account, String order) throws AcmeProblem, IOException, InterruptedException {
        return order(order, post(key, account, order, "").body());
    }

    private static Order order(String url, JsonNode body) {
        List<String> authorizations = new ArrayList<>();
        body.path("authorizations").forEach(each -> authorizations.add(each.asText()));
        return new Order(url, body.path("status").asText(), authorizations, body.path("finalize").asText(), body.path("certificate").asText(),
                body.path("error"));
    }

    public Authorization authorization(AccountKey key, String account, String url) throws AcmeProblem, IOException, InterruptedException {
        JsonNode body = post(key, account, url, "").body();
        for (JsonNode challenge : body.path("challenges")) {
            if (challenge.path("type").asText().equals("http-01")) {
                return new Authorization(body.path("identifier").path("value").asText(), body.path("status").asText(), challenge.path("url").asText(),
                        challenge.path("token").asText(), challenge.path("error"));
            }
        }
        throw new AcmeProblem("unsupported", "the server offers no http-01 challenge for " + body.path("identifier").path("value").asText());
    }

    /// Tells the server to look.
    public void ready(AccountKey key, String account, String challenge) throws AcmeProblem, IOException, InterruptedException {
        post(key, account, challenge, "{}");
    }

    public void finish(AccountKey key, String account, Order order, byte[] request) throws AcmeProblem, IOException, InterruptedException {
        post(key, account, order.finalization(),
                JSON.createObjectNode().put("csr", Base64.getUrlEncoder().withoutPadding().encodeToString(request)).toString());
    }

    /// What the server says of an order that is invalid, or of the name that it could not prove.
    public AcmeProblem refusal(AccountKey key, String account, Order order) throws AcmeProblem, IOException, InterruptedException {
        for (String url : order.authorizations()) {
            Authorization authorization = authorization(key, account, url);
            if (authorization.error().isObject()) {
                return AcmeProblem.of(authorization.error(), "invalid");
            }
        }
        return AcmeProblem.of(order.error(), "invalid");
    }

    /// In PEM, with its chain.
    public String certificate(AccountKey key, String account, Order order) throws AcmeProblem, IOException, InterruptedException {
        return post(key, account, order.certificate(), "").text();
    }

    private String endpoint(String name) throws AcmeProblem, IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request(directory.url().toString()).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        return JSON.readTree(body(answer)).path(name).asText();
    }

    private Answer post(AccountKey key, String account, String url, String payload) throws AcmeProblem, IOException, InterruptedException {
        for (boolean again = true;; again = false) {
            HttpRequest request = request(url).header("Content-Type", JOSE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(key.signed(url, nonce(), account, payload))).build();
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            String text = body(answer);
            JsonNode body = text.startsWith("{") ? JSON.readTree(text) : MissingNode.getInstance();
            if (answer.statusCode() < 300) {
                return new Answer(answer.headers().firstValue("Location").orElse(""), body, text);
            }
            AcmeProblem problem = AcmeProblem.of(body, "HTTP " + answer.statusCode());
            if (!again || !problem.type().equals("badNonce")) {
                throw problem;
            }
        }
    }

    private String nonce() throws AcmeProblem, IOException, InterruptedException {
        HttpResponse<Void> answer = http.send(request(endpoint("newNonce")).method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.discarding());
        return require(answer.headers().firstValue("Replay-Nonce").orElse(""));
    }

    private HttpRequest.Builder request(String url) throws AcmeProblem {
        URI there;
        try {
            there = URI.create(url);
        } catch (IllegalArgumentException _) {
            throw new AcmeProblem("malformed", "the server answers a URL that is none");
        }
        if (!directory.hasOriginOf(there)) {
            throw new AcmeProblem("malformed", "the server answers a URL of another origin than its directory's");
        }
        return HttpRequest.newBuilder(there).timeout(LIMIT).header("User-Agent", "marina");
    }

    private static String body(HttpResponse<InputStream> answer) throws IOException, AcmeProblem {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new AcmeProblem("malformed", "the server's answer has more than %d bytes".formatted(MOST_BYTES));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String require(String value) throws AcmeProblem {
        if (value.isEmpty()) {
            throw new AcmeProblem("malformed", "the server leaves out what RFC 8555 asks for");
        }
        return value;
    }
}
