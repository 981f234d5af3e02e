package dev.marina.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Asks servers of further APIs what they serve. Each question has an end in time and in bytes, whatever the server does; what it
/// answered is believed for a while, and asked again where its APIService says something else.
final class ExtensionDiscovery {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BELIEVED = Duration.ofSeconds(30);
    private static final Duration SILENT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;
    private static final long MOST_KEPT_BYTES = 32L << 20;

    private final ExtensionConnections connections;
    private final Clock clock;
    private final RecentAnswers answers = new RecentAnswers(MOST_KEPT_BYTES);

    ExtensionDiscovery(ExtensionConnections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /// Its APIResourceList, as it answered lately; empty where it did not.
    Optional<JsonNode> resources(ClusterRecord cluster, ExtensionApi api) {
        return document(cluster, api, api.path()).filter(list -> list.path("resources").isArray());
    }

    /// Where its OpenAPI document is, with a hash of that, below the server's own root; empty where it publishes none.
    Optional<String> openApi(ClusterRecord cluster, ExtensionApi api) {
        return document(cluster, api, "/openapi/v3").map(index -> index.path("paths").path(api.path().substring(1)).path("serverRelativeURL").asText(""))
                .filter(address -> address.startsWith("/openapi/v3" + api.path()));
    }

    /// What it publishes as `/openapi/v2`; empty where it publishes none.
    Optional<JsonNode> swagger(ClusterRecord cluster, ExtensionApi api) {
        return document(cluster, api, "/openapi/v2").filter(document -> document.path("paths").isObject());
    }

    private Optional<JsonNode> document(ClusterRecord cluster, ExtensionApi api, String path) {
        RecentAnswers.Question question = new RecentAnswers.Question(api, path);
        Optional<byte[]> body = answers.find(question, clock.instant()).map(RecentAnswers.Answer::body).orElseGet(() -> {
            Optional<byte[]> answer = ask(cluster, api, path);
            answers.put(question, new RecentAnswers.Answer(answer, clock.instant().plus(answer.isPresent() ? BELIEVED : SILENT)));
            return answer;
        });
        return body.flatMap(ExtensionDiscovery::parsed);
    }

    private static Optional<JsonNode> parsed(byte[] body) {
        try {
            return Optional.of(Document.parse(body).root());
        } catch (Document.MalformedDocument e) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> ask(ClusterRecord cluster, ExtensionApi api, String path) {
        try {
            return Optional.of(get(cluster, api, path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Why it does not answer; empty if it does.
    Optional<String> failure(ClusterRecord cluster, ExtensionApi api) {
        try {
            get(cluster, api, api.path());
            // Nobody who hears that it is available shall be told that it said nothing a moment ago.
            answers.forgetSilence(api);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private byte[] get(ClusterRecord cluster, ExtensionApi api, String path) throws IOException {
        ExtensionQuestion question = new ExtensionQuestion(connections, cluster, api, path, RemoteUser.AGGREGATOR);
        ExtensionQuestion.Answer answer = question.ask(PATIENCE, MOST_BYTES);
        if (answer.status() < 200 || answer.status() >= 300) {
            throw new IOException("bad status from %s: %d".formatted(question.url(), answer.status()));
        }
        return answer.body();
    }
}
