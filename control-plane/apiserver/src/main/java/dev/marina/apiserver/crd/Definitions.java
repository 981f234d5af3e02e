package dev.marina.apiserver.crd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.schema.Schema;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceDefinition.DefinedBy;
import dev.marina.apiserver.registry.ResourceDefinition.NameRule;
import dev.marina.apiserver.registry.ResourceDefinition.Names;
import dev.marina.apiserver.registry.ResourceDefinition.Scope;
import dev.marina.apiserver.registry.ResourceDefinition.Storage;
import dev.marina.apiserver.registry.ResourceDefinition.Subresource;
import dev.marina.apiserver.registry.ResourceDefinition.Verb;
import dev.marina.apiserver.registry.ScalePaths;
import dev.marina.apiserver.structural.Defaulting;
import dev.marina.apiserver.structural.Pruning;
import dev.marina.store.ClusterRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The types that one CustomResourceDefinition makes, one for each of its versions.
///
/// @param unserved versions that clients do not reach
record Definitions(List<ResourceDefinition> served, List<ResourceDefinition> unserved) {

    private static final Definitions NONE = new Definitions(List.of(), List.of());
    private static final Set<String> SUBRESOURCE_VERBS = Set.of("get", "patch", "update");

    /// @param stored the definition's bytes
    static Definitions of(byte[] stored, ClusterRecord cluster, WebhookConversion.Asking asking) {
        Document definition = Document.parse(stored);
        return established(definition) ? new Reader(definition, stored).read(cluster, asking) : NONE;
    }

    /// The same for definitions that make the same types. A cluster that was made from another has the same ones, and webhooks of
    /// its own.
    static String meaning(Document definition, ClusterId cluster) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("%s %s %s %s %s %s ".formatted(cluster, definition.name(), definition.uid(), established(definition), terminating(definition),
                    definition.at("status", "acceptedNames")).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(definition.at("spec").toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static boolean terminating(Document definition) {
        return definition.terminating() || definition.holds("Terminating");
    }

    static boolean established(Document definition) {
        return definition.holds("Established");
    }

    private static final class Reader {

        private final Document definition;
        private final byte[] bytes;
        private final String group;
        private final String plural;
        private final Names names;
        private final Scope scope;

        Reader(Document definition, byte[] bytes) {
            this.definition = definition;
            this.bytes = bytes;
            this.group = definition.text("spec", "group");
            this.plural = definition.text("spec", "names", "plural");
            JsonNode accepted = definition.at("status", "acceptedNames");
            this.names = new Names(accepted.path("kind").asText(), accepted.path("listKind").asText(), plural, accepted.path("singular").asText(),
                    texts(accepted.path("shortNames")), texts(accepted.path("categories")));
            this.scope = definition.text("spec", "scope").equals("Cluster") ? Scope.CLUSTER : Scope.NAMESPACED;
        }

        Definitions read(ClusterRecord cluster, WebhookConversion.Asking asking) {
            List<JsonNode> versions = definition.at("spec", "versions").valueStream().toList();
            JsonNode storage = versions.stream().filter(version -> version.path("storage").asBoolean()).findFirst().orElseThrow();
            Map<String, List<String>> all = new LinkedHashMap<>();
            versions.forEach(version -> all.putAll(selectable(version)));
            Map<String, Compiled> schemas = new LinkedHashMap<>();
            versions.forEach(version -> schemas.put(apiVersion(version), new Compiled(bytes, kind(version))));
            Optional<WebhookConversion> conversion = Optional.of(definition.at("spec", "conversion"))
                    .filter(stated -> stated.path("strategy").asText().equals("Webhook"))
                    .map(stated -> new WebhookConversion(cluster, definition.name(), stated, schemas, asking));
            ResourceDefinition kept = definition(storage, schemas.get(apiVersion(storage)), all, Optional.empty(), conversion);
            List<ResourceDefinition> served = new ArrayList<>();
            List<ResourceDefinition> unserved = new ArrayList<>();
            for (JsonNode version : versions) {
                Compiled compiled = schemas.get(apiVersion(version));
                Storage face = conversion.map(webhook -> asking(webhook, kept, apiVersion(version)))
                        .orElseGet(() -> new Storage(kept, spoken(kept.resource().apiVersion()), shown(compiled, apiVersion(version)),
                                UnaryOperator.identity()));
                (version.path("served").asBoolean() ? served : unserved)
                        .add(definition(version, compiled, selectable(version), Optional.of(face), conversion));
            }
            return new Definitions(List.copyOf(served), List.copyOf(unserved));
        }

        private String apiVersion(JsonNode version) {
            return group + "/" + version.path("name").asText();
        }

        private GroupVersionKind kind(JsonNode version) {
            return new GroupVersionKind(group, version.path("name").asText(), names.kind());
        }

        private static Storage asking(WebhookConversion webhook, ResourceDefinition kept, String apiVersion) {
            return new Storage(kept, object -> webhook.converted(List.of(object), kept.resource().apiVersion()).getFirst(),
                    stored -> webhook.converted(stored, apiVersion), UnaryOperator.identity(), true);
        }

        private ResourceDefinition definition(JsonNode version, Compiled compiled, Map<String, List<String>> selectable, Optional<Storage> storage,
                Optional<WebhookConversion> conversion) {
            GroupVersionKind kind = kind(version);
            boolean status = version.path("subresources").has("status");
            Optional<ScalePaths> scale = Optional.ofNullable(version.path("subresources").get("scale")).map(Reader::paths);
            List<Subresource> subresources = new ArrayList<>();
            if (status) {
                subresources.add(new Subresource("status", kind, SUBRESOURCE_VERBS));
            }
            if (scale.isPresent()) {
                subresources.add(new Subresource("scale", new GroupVersionKind("autoscaling", "v1", "Scale"), SUBRESOURCE_VERBS));
            }
            return new ResourceDefinition(new GroupVersionResource(group, kind.version(), plural), names, NameRule.DNS_SUBDOMAIN, scope, verbs(),
                    List.copyOf(subresources), new Schema.Free(""), new CustomStrategy(compiled, conversion, status, scale, selectable, deprecation(version)),
                    PrinterColumns.of(version.path("additionalPrinterColumns")), storage, Optional.of(new DefinedBy(definition.name(), definition.uid())));
        }

        private Optional<String> deprecation(JsonNode version) {
            if (!version.path("deprecated").asBoolean()) {
                return Optional.empty();
            }
            String name = version.path("name").asText();
            if (version.has("deprecationWarning")) {
                return Optional.of(version.path("deprecationWarning").asText());
            }
            String fact = "%s/%s %s is deprecated".formatted(group, name, names.kind());
            Optional<String> better = definition.at("spec", "versions").valueStream()
                    .filter(other -> other.path("served").asBoolean() && !other.path("deprecated").asBoolean()).map(other -> other.path("name").asText())
                    .min(VersionOrder.BEST_FIRST).filter(other -> VersionOrder.BEST_FIRST.compare(other, name) < 0);
            return Optional.of(better.map(other -> "%s; use %s/%s %s".formatted(fact, group, other, names.kind())).orElse(fact));
        }

        /// Nothing is made any more of a type that is about to go.
        private Set<Verb> verbs() {
            Set<Verb> verbs = EnumSet.allOf(Verb.class);
            if (terminating(definition)) {
                verbs.remove(Verb.CREATE);
            }
            return Set.copyOf(verbs);
        }

        private static UnaryOperator<Document> spoken(String apiVersion) {
            return object -> object.apiVersion().equals(apiVersion) ? object : object.edited(root -> root.put("apiVersion", apiVersion));
        }

        /// What was stored under an earlier schema shows what the present one says.
        private static UnaryOperator<Document> shown(Compiled compiled, String apiVersion) {
            return stored -> stored.edited(root -> {
                root.put("apiVersion", apiVersion);
                Pruning.resource(root, compiled.schema());
                Defaulting.fill(root, compiled.schema());
            });
        }

        private static ScalePaths paths(JsonNode scale) {
            return new ScalePaths(path(scale.path("specReplicasPath").asText()), path(scale.path("statusReplicasPath").asText()),
                    path(scale.path("labelSelectorPath").asText()));
        }

        private static Map<String, List<String>> selectable(JsonNode version) {
            Map<String, List<String>> fields = new LinkedHashMap<>();
            version.path("selectableFields").forEach(field -> {
                String path = field.path("jsonPath").asText();
                fields.put(path.substring(1), path(path));
            });
            return fields;
        }

        private static List<String> path(String text) {
            return Arrays.stream(text.split("\\.")).filter(part -> !part.isEmpty()).toList();
        }

        private static List<String> texts(JsonNode array) {
            return array.valueStream().map(JsonNode::asText).toList();
        }
    }
}
