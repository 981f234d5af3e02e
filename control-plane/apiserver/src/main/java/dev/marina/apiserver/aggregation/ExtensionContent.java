package dev.marina.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.FurtherContent;
import dev.marina.store.ClusterRecord;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Empties a namespace of what further APIs have in it. Only the preferred version of a group is asked, as upstream does. All of it has
/// an end: what was not reached is told as a failure, and asked for again when somebody looks next.
/// deleteAllContent in pkg/controller/namespace/deletion/namespaced_resources_deleter.go
final class ExtensionContent {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 1 << 20;
    private static final int AT_A_TIME = 200;
    private static final String OPTIONS = "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Background\"}";

    private final ExtensionDiscovery discovery;
    private final ExtensionConnections connections;

    ExtensionContent(ExtensionDiscovery discovery, ExtensionConnections connections) {
        this.discovery = discovery;
        this.connections = connections;
    }

    /// @param apis those of one group together, the preferred version first
    FurtherContent empty(ClusterRecord cluster, List<ExtensionApi> apis, String namespace) {
        Emptying emptying = new Emptying(cluster, namespace);
        Set<String> groups = new HashSet<>();
        apis.stream().filter(api -> groups.add(api.group())).forEach(emptying::group);
        return emptying.found();
    }

    private final class Emptying {

        private final ClusterRecord cluster;
        private final String namespace;
        private final long end = System.nanoTime() + LONGEST.toNanos();
        private final Map<String, Long> remaining = new TreeMap<>();
        private final Map<String, Long> finalizers = new TreeMap<>();
        private final Map<String, String> undiscovered = new TreeMap<>();
        private final Set<String> failures = new TreeSet<>();

        Emptying(ClusterRecord cluster, String namespace) {
            this.cluster = cluster;
            this.namespace = namespace;
        }

        FurtherContent found() {
            return new FurtherContent(remaining, finalizers, undiscovered, List.copyOf(failures));
        }

        void group(ExtensionApi api) {
            Optional<JsonNode> resources = api.available() && System.nanoTime() < end ? discovery.resources(cluster, api) : Optional.empty();
            if (resources.isEmpty()) {
                undiscovered.put(api.groupVersion(), "stale GroupVersion discovery: " + api.groupVersion());
                return;
            }
            resources.get().path("resources").valueStream().filter(ExtensionContent::deletable).forEach(resource -> type(api, resource));
        }

        private void type(ExtensionApi api, JsonNode resource) {
            String name = resource.path("name").asText();
            String place = "%s/namespaces/%s/%s".formatted(api.path(), namespace, segment(name));
            try {
                if (System.nanoTime() > end) {
                    throw new IOException("no answer within %s".formatted(LONGEST));
                }
                JsonNode list = list(api, place);
                if (!list.path("items").isEmpty()) {
                    delete(api, resource, place, list.path("items"));
                    list = list(api, place);
                }
                left(name + "." + api.group(), list);
            } catch (IOException e) {
                failures.add("%s: %s".formatted(place, e.getMessage()));
            }
        }

        private JsonNode list(ExtensionApi api, String place) throws IOException {
            try {
                return Document.parse(done(api, "GET", place + "?limit=" + AT_A_TIME, "")).root();
            } catch (Document.MalformedDocument e) {
                throw new IOException("the answer is no list", e);
            }
        }

        private void delete(ExtensionApi api, JsonNode resource, String place, JsonNode items) throws IOException {
            if (says(resource, "deletecollection")) {
                done(api, "DELETE", place, OPTIONS);
                return;
            }
            for (JsonNode item : items) {
                if (System.nanoTime() < end && !item.path("metadata").has("deletionTimestamp")) {
                    done(api, "DELETE", place + "/" + segment(item.path("metadata").path("name").asText()), OPTIONS);
                }
            }
        }

        /// The body of an answer that says that it was done.
        private byte[] done(ExtensionApi api, String method, String path, String body) throws IOException {
            ExtensionQuestion question = new ExtensionQuestion(connections, cluster, api, method, path, RemoteUser.AGGREGATOR, body);
            ExtensionQuestion.Answer answer = question.ask(PATIENCE, MOST_BYTES);
            if (answer.status() < 200 || answer.status() >= 300) {
                throw new IOException("bad status from %s: %d".formatted(question.url(), answer.status()));
            }
            return answer.body();
        }

        private void left(String type, JsonNode list) {
            long count = list.path("items").size() + list.path("metadata").path("remainingItemCount").asLong();
            if (count > 0) {
                remaining.put(type, count);
            }
            list.path("items").forEach(item -> item.path("metadata").path("finalizers")
                    .forEach(finalizer -> finalizers.merge(finalizer.asText(), 1L, Long::sum)));
        }
    }

    private static boolean deletable(JsonNode resource) {
        return resource.path("namespaced").asBoolean() && !resource.path("name").asText().contains("/") && says(resource, "delete") && says(resource, "list");
    }

    private static boolean says(JsonNode resource, String verb) {
        return resource.path("verbs").valueStream().anyMatch(each -> each.asText().equals(verb));
    }

    /// A server names its types and objects as it likes.
    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
