package dev.marina.apiserver.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.plan.PlanBounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// What is asked: what both worlds begin with, what is done in them, and what is different in the second one.
///
/// @param namespace of manifests that name none
/// @param empty whether they begin with namespaces and roles only; else with everything that the cluster has
/// @param acts in the order of their seconds
/// @param seconds how much of their time is gone through
public record WorldsRequest(String namespace, boolean empty, List<PretendedNode> nodes, List<PodRule> pods, List<Act> acts, int seconds,
        OneDifference difference) {

    static final int MOST_SECONDS = 900;
    private static final int SECONDS = 120;
    private static final int MOST_ITEMS = 20;

    public static WorldsRequest of(Document asked, String namespace, PlanBounds bounds) {
        int seconds = asked.at("spec", "seconds").asInt(SECONDS);
        if (seconds < 0 || seconds > MOST_SECONDS) {
            throw invalid("spec.seconds: Invalid value: %d: must be between 0 and %d, inclusive".formatted(seconds, MOST_SECONDS));
        }
        String begin = asked.at("spec", "begin").asText("Cluster");
        if (!begin.equals("Cluster") && !begin.equals("Empty")) {
            throw invalid("spec.begin: Unsupported value: \"%s\": supported values: \"Cluster\", \"Empty\"".formatted(begin));
        }
        List<Document> first = manifests(asked.at("spec", "manifests"), "spec.manifests");
        List<Act> later = items(asked.at("spec", "then"), "spec.then", (node, field) -> Act.of(node, namespace, field, seconds));
        List<Act> acts = Stream.concat(Stream.of(new Act.Apply(0, first)), later.stream().sorted(Comparator.comparingInt(Act::second))).toList();
        int manifests = acts.stream().mapToInt(act -> act instanceof Act.Apply apply ? apply.manifests().size() : 0).sum();
        if (manifests > bounds.manifests()) {
            throw invalid("spec.manifests: Too many: %d: must have at most %d items, with those of spec.then".formatted(manifests, bounds.manifests()));
        }
        if (begin.equals("Empty") && manifests == 0) {
            throw invalid("spec.manifests: Required value: nothing happens in an empty cluster");
        }
        return new WorldsRequest(namespace, begin.equals("Empty"), items(asked.at("spec", "nodes"), "spec.nodes", PretendedNode::of),
                items(asked.at("spec", "pods"), "spec.pods", PodRule::of), acts, seconds,
                OneDifference.of(asked.at("spec", "difference"), namespace, seconds));
    }

    /// Whether it is one of the manifests that is different; else the difference is made in the second world itself.
    public boolean differenceIsInManifests() {
        return switch (difference) {
            case OneDifference.Patched patched -> manifests().anyMatch(each -> patched.object().names(each, namespace));
            case OneDifference.Missing missing -> manifests().anyMatch(each -> missing.object().names(each, namespace));
            case OneDifference.ComponentOff _, OneDifference.NodeLost _, OneDifference.PodsBecome _ -> false;
        };
    }

    private Stream<Document> manifests() {
        return acts.stream().flatMap(act -> act instanceof Act.Apply apply ? apply.manifests().stream() : Stream.empty());
    }

    /// What is done in one of the worlds. Throws Invalid where the difference does not fit the manifest that it is about.
    public List<Act> acts(Side side) {
        return side == Side.A
                ? acts
                : acts.stream().map(act -> act instanceof Act.Apply apply
                        ? new Act.Apply(apply.second(), apply.manifests().stream().flatMap(this::different).toList())
                        : act).toList();
    }

    private Stream<Document> different(Document manifest) {
        return switch (difference) {
            case OneDifference.Patched patched when patched.object().names(manifest, namespace) -> Stream.of(OneDifference.patched(patched, manifest));
            case OneDifference.Missing missing when missing.object().names(manifest, namespace) -> Stream.empty();
            default -> Stream.of(manifest);
        };
    }

    /// What becomes of pods in one of the worlds.
    public List<PodRule> pods(Side side) {
        return side == Side.B && difference instanceof OneDifference.PodsBecome(PodRule rule) ? Stream.concat(Stream.of(rule), pods.stream()).toList() : pods;
    }

    private static <T> List<T> items(JsonNode given, String field, BiFunction<JsonNode, String, T> read) {
        if (given.isMissingNode() || given.isNull()) {
            return List.of();
        }
        if (!given.isArray()) {
            throw invalid("%s: Invalid value: must be a list".formatted(field));
        }
        if (given.size() > MOST_ITEMS) {
            throw invalid("%s: Too many: %d: must have at most %d items".formatted(field, given.size(), MOST_ITEMS));
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            items.add(read.apply(given.get(i), "%s[%d]".formatted(field, i)));
        }
        return List.copyOf(items);
    }

    static List<Document> manifests(JsonNode given, String field) {
        if (!given.isMissingNode() && !given.isNull() && !given.isArray()) {
            throw invalid("%s: Invalid value: must be a list".formatted(field));
        }
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            if (!(given.get(i) instanceof ObjectNode object) || !object.path("apiVersion").isTextual() || !object.path("kind").isTextual()) {
                throw invalid("%s[%d]: Invalid value: an object with apiVersion and kind".formatted(field, i));
            }
            documents.add(Document.of(object));
        }
        return List.copyOf(documents);
    }

    static String text(JsonNode node, String name, String field) {
        if (!node.path(name).isTextual() || node.path(name).asText().isEmpty()) {
            throw invalid("%s.%s: Required value".formatted(field, name));
        }
        return node.path(name).asText();
    }

    static int second(JsonNode node, String field, int seconds) {
        int second = node.path("seconds").asInt(0);
        if (second < 0 || second > seconds) {
            throw invalid("%s.seconds: Invalid value: %d: must be between 0 and %d, inclusive".formatted(field, second, seconds));
        }
        return second;
    }

    public static StatusException invalid(String message) {
        return new StatusException(422, "Invalid", message, StatusException.Details.NONE);
    }
}
