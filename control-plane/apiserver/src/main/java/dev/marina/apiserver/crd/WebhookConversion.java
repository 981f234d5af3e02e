package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.managedfields.Versions;
import dev.marina.apiserver.merge.Shape;
import dev.marina.apiserver.structural.Defaulting;
import dev.marina.apiserver.structural.Pruning;
import dev.marina.apiserver.webhook.Reluctance;
import dev.marina.apiserver.webhook.WebhookCalls;
import dev.marina.apiserver.webhook.WebhookClient;
import dev.marina.store.ClusterRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Objects of one custom type in another of its versions, as a webhook of the cluster's says. What is asked goes in pieces that are
/// bounded, and what is answered counts as a whole or not at all.
final class WebhookConversion {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_OBJECTS = 500;
    private static final int MOST_BYTES = 1 << 20;

    private final ClusterRecord cluster;
    private final String definition;
    private final WebhookClient webhook;
    private final String reviewVersion;
    private final Map<String, Compiled> schemas;
    private final Asking asking;

    /// How webhooks are called, and how long for whom.
    record Asking(WebhookCalls calls, Reluctance reluctance) {}

    /// @param stated `spec.conversion`
    /// @param schemas by apiVersion
    WebhookConversion(ClusterRecord cluster, String definition, JsonNode stated, Map<String, Compiled> schemas, Asking asking) {
        this.cluster = cluster;
        this.definition = definition;
        this.webhook = WebhookClient.of(stated.path("webhook").path("clientConfig"));
        this.reviewVersion = stated.path("webhook").path("conversionReviewVersions").valueStream().map(JsonNode::asText)
                .filter(List.of("v1", "v1beta1")::contains).findFirst().orElse("");
        this.schemas = schemas;
        this.asking = asking;
    }

    /// Whole objects: each as its own version's schema has it before it is sent, and without what the other version's does not name.
    List<Document> converted(List<Document> objects, String apiVersion) {
        return asked(objects.stream().map(this::present).toList(), apiVersion).stream().map(this::pruned).toList();
    }

    private Document present(Document object) {
        Compiled own = schemas.get(object.apiVersion());
        return own == null ? object : object.edited(root -> {
            Pruning.resource(root, own.schema());
            Defaulting.fill(root, own.schema());
        });
    }

    private Document pruned(Document object) {
        return object.edited(root -> Pruning.resource(root, schemas.get(object.apiVersion()).schema()));
    }

    /// Who owns what is compared in each version that somebody wrote in.
    Versions versions() {
        return new OfManagers();
    }

    /// For the time of one write.
    private final class OfManagers implements Versions {

        private final Map<JsonNode, Map<String, JsonNode>> known = new IdentityHashMap<>();

        @Override
        public Optional<Shape> shape(String apiVersion) {
            return Optional.ofNullable(schemas.get(apiVersion)).map(Compiled::merging);
        }

        @Override
        public JsonNode converted(JsonNode object, String from, String to) {
            return from.equals(to) || !(object instanceof ObjectNode whole)
                    ? object
                    : known.computeIfAbsent(object, _ -> new HashMap<>())
                            .computeIfAbsent(to, _ -> asked(List.of(Document.of(whole)), to).getFirst().root());
        }
    }

    private List<Document> asked(List<Document> objects, String apiVersion) {
        List<Document> result = new ArrayList<>(objects.size());
        List<Document> piece = new ArrayList<>();
        long bytes = 0;
        for (Document object : objects) {
            if (object.apiVersion().equals(apiVersion) || empty(object)) {
                continue;
            }
            long size = object.bytes().length;
            if (!piece.isEmpty() && (piece.size() == MOST_OBJECTS || bytes + size > MOST_BYTES)) {
                result.addAll(askedOnce(piece, apiVersion));
                piece.clear();
                bytes = 0;
            }
            piece.add(object);
            bytes += size;
        }
        if (!piece.isEmpty()) {
            result.addAll(askedOnce(piece, apiVersion));
        }
        return inPlace(objects, result, apiVersion);
    }

    private static List<Document> inPlace(List<Document> objects, List<Document> converted, String apiVersion) {
        Iterator<Document> next = converted.iterator();
        return objects.stream().map(object -> object.apiVersion().equals(apiVersion)
                ? object
                : empty(object) ? object.with(apiVersion, "apiVersion") : next.next()).toList();
    }

    /// Of nothing there is nothing to convert.
    private static boolean empty(Document object) {
        return object.root().properties().stream().allMatch(field -> switch (field.getKey()) {
            case "apiVersion", "kind" -> true;
            case "metadata" -> field.getValue().isEmpty();
            default -> false;
        });
    }

    private List<Document> askedOnce(List<Document> objects, String apiVersion) {
        if (reviewVersion.isEmpty()) {
            throw failed("no supported conversion review versions");
        }
        Document first = objects.getFirst();
        String subject = "conversion webhook for %s, Kind=%s ".formatted(first.apiVersion(), first.kind());
        ConversionReview review = ConversionReview.of(reviewVersion, apiVersion, List.copyOf(objects));
        Duration patience = Reluctance.componentWaits() ? asking.reluctance().atMost(cluster.id(), definition, TIMEOUT) : TIMEOUT;
        try {
            byte[] answer = asking.calls().post(cluster, webhook, review.body(), patience);
            asking.reluctance().answered(cluster.id(), definition);
            return review.read(answer);
        } catch (WebhookCalls.Failed e) {
            asking.reluctance().failed(cluster.id(), definition);
            throw failed(subject + "failed: " + e.getMessage());
        } catch (ConversionReview.Malformed e) {
            throw failed(subject + e.getMessage());
        }
    }

    private static StatusException failed(String message) {
        return new StatusException(500, "InternalError", message, StatusException.Details.EMPTY);
    }
}
