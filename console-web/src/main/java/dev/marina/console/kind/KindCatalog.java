package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a cluster serves: each kind once, in the version that its group prefers.
record KindCatalog(List<Kind> kinds) {

    static final KindCatalog EMPTY = new KindCatalog(List.of());

    /// From the two documents of aggregated discovery (apidiscovery.k8s.io/v2). A version's resources stand in the order of preference,
    /// so the first that names a kind is it.
    static KindCatalog of(JsonNode core, JsonNode groups) {
        List<Kind> kinds = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Stream.of(core, groups).forEach(document -> document.path("items").forEach(group -> {
            String name = group.path("metadata").path("name").asText("");
            group.path("versions").forEach(version -> version.path("resources").forEach(resource -> {
                if (seen.add(name + "/" + resource.path("resource").asText())) {
                    kinds.add(kind(name, version.path("version").asText(), resource));
                }
            }));
        }));
        return new KindCatalog(List.copyOf(kinds));
    }

    private static Kind kind(String group, String version, JsonNode resource) {
        return new Kind(new KindRef(group, version, resource.path("resource").asText()), resource.path("responseKind").path("kind").asText(),
                resource.path("scope").asText().equals("Namespaced"), Set.copyOf(texts(resource.path("verbs"))), texts(resource.path("shortNames")),
                Set.copyOf(resource.path("subresources").findValuesAsText("subresource")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return List.copyOf(texts);
    }

    Optional<Kind> find(KindRef ref) {
        return kinds.stream().filter(kind -> kind.ref().equals(ref)).findFirst();
    }

    /// A kind of a group, in whatever version is preferred.
    Optional<Kind> find(String group, String plural) {
        return kinds.stream().filter(kind -> kind.ref().group().equals(group) && kind.ref().plural().equals(plural)).findFirst();
    }
}
