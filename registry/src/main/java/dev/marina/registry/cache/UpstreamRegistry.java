package dev.marina.registry.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A registry that the operator has named, asked with the operator's login or none (https://distribution.github.io/distribution/spec/auth/token/).
/// The login goes to the registry and to where it gives tokens, and nowhere that either leads to.
final class UpstreamRegistry {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /// For the beginning of an answer.
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEAST_LIFE = Duration.ofSeconds(60);
    private static final int MOST_TOKENS = 1_000;
    private static final int MOST_TOKEN_BYTES = 256 << 10;
    private static final int MOST_LEADS = 5;
    private static final Pattern PARAMETER = Pattern.compile("(realm|service)=\"([^\"]*)\"");

    private final CachedRegistry registry;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER).build();
    /// By repository.
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private record Token(String authorization, Instant end) {}

    UpstreamRegistry(CachedRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /// @param accepted kinds of manifests that whoever asks takes
    HttpResponse<InputStream> ask(String method, String repository, String kind, String what, List<String> accepted) throws IOException, InterruptedException {
        URI uri = URI.create("%s/v2/%s/%s/%s".formatted(registry.url().toString().replaceFirst("/+$", ""), repository, kind, what));
        Optional<String> known = Optional.ofNullable(tokens.get(repository)).filter(token -> clock.instant().isBefore(token.end)).map(Token::authorization);
        HttpResponse<InputStream> answer = send(method, uri, accepted, known);
        if (answer.statusCode() == 401) {
            Optional<String> challenge = answer.headers().firstValue("WWW-Authenticate");
            answer.body().close();
            answer = send(method, uri, accepted, authorization(repository, challenge.orElse("")));
        }
        URI from = uri;
        for (int leads = 0; leads < MOST_LEADS && answer.statusCode() / 100 == 3 && answer.headers().firstValue("Location").isPresent(); leads++) {
            answer.body().close();
            from = from.resolve(answer.headers().firstValue("Location").get());
            answer = send(method, from, accepted, Optional.empty());
        }
        return answer;
    }

    private HttpResponse<InputStream> send(String method, URI uri, List<String> accepted, Optional<String> authorization)
            throws IOException, InterruptedException {
        if (!"https".equals(uri.getScheme()) && !uri.getScheme().equals(registry.url().getScheme())) {
            throw new IOException("%s leads to %s, which has no TLS".formatted(registry.name(), uri.getHost()));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE).method(method, HttpRequest.BodyPublishers.noBody()).header("User-Agent",
                "marina");
        accepted.forEach(each -> request.header("Accept", each));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private Optional<String> authorization(String repository, String challenge) throws IOException, InterruptedException {
        Optional<String> login = registry.user().isEmpty()
                ? Optional.empty()
                : Optional.of("Basic " + Base64.getEncoder().encodeToString((registry.user() + ":" + registry.password()).getBytes(StandardCharsets.UTF_8)));
        if (!challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return login;
        }
        String realm = "";
        String service = "";
        for (Matcher parameter = PARAMETER.matcher(challenge); parameter.find();) {
            if (parameter.group(1).equals("realm")) {
                realm = parameter.group(2);
            } else {
                service = parameter.group(2);
            }
        }
        URI uri = URI.create("%s%sservice=%s&scope=%s".formatted(realm, realm.contains("?") ? "&" : "?", encoded(service),
                encoded("repository:%s:pull".formatted(repository))));
        HttpResponse<InputStream> answer = send("GET", uri, List.of(), login);
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException("%s gives no token for %s: %d".formatted(registry.name(), repository, answer.statusCode()));
            }
            JsonNode said = JSON.readTree(body.readNBytes(MOST_TOKEN_BYTES));
            String token = said.path("token").asText(said.path("access_token").asText());
            if (tokens.size() >= MOST_TOKENS) {
                tokens.clear();
            }
            Duration life = Duration.ofSeconds(Math.clamp(said.path("expires_in").asLong(), LEAST_LIFE.toSeconds(), 3_600));
            tokens.put(repository, new Token("Bearer " + token, clock.instant().plus(life.minusSeconds(10))));
            return Optional.of("Bearer " + token);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
