package dev.marina.controllers.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// The names that a definition has been granted; within a group nobody else gets them.
record NameClaims(String group, Set<String> resources, Set<String> kinds) {

    static NameClaims of(Document definition) {
        JsonNode names = definition.at("status", "acceptedNames");
        Set<String> resources = new HashSet<>();
        resources.add(names.path("plural").asText());
        resources.add(names.path("singular").asText());
        names.path("shortNames").forEach(name -> resources.add(name.asText()));
        Set<String> kinds = new HashSet<>();
        kinds.add(names.path("kind").asText());
        kinds.add(names.path("listKind").asText());
        return new NameClaims(definition.text("spec", "group"), resources, kinds);
    }

    /// All of them together.
    static NameClaims together(String group, Collection<NameClaims> claims) {
        Set<String> resources = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        claims.forEach(claim -> {
            resources.addAll(claim.resources());
            kinds.addAll(claim.kinds());
        });
        return new NameClaims(group, resources, kinds);
    }
}
