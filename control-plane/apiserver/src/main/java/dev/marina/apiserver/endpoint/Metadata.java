package dev.marina.apiserver.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The part of every object that belongs to the server: names, identity, dates. Pure, but for what is passed in.
final class Metadata {

    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int LONGEST_BASE = 58;
    private static final List<String> SERVERS_OWN = List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation",
            "selfLink");

    private Metadata() {}

    static String generatedName(String base, RandomGenerator random) {
        StringBuilder name = new StringBuilder(base.length() > LONGEST_BASE ? base.substring(0, LONGEST_BASE) : base);
        for (int i = 0; i < SUFFIX; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }

    /// A new object's: what the server alone decides is set or cleared.
    static Document created(Document submitted, String namespace, String name, boolean countsGenerations, Instant now, RandomGenerator random) {
        return edited(submitted, metadata -> {
            SERVERS_OWN.forEach(metadata::remove);
            metadata.remove("resourceVersion");
            metadata.put("name", name);
            if (namespace.isEmpty()) {
                metadata.remove("namespace");
            } else {
                metadata.put("namespace", namespace);
            }
            metadata.put("uid", Uid.random(random));
            metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
            if (countsGenerations) {
                metadata.put("generation", 1);
            }
        });
    }

    /// An update's: what the server alone decides is as stored.
    static Document kept(Document submitted, Document stored) {
        return edited(submitted, metadata -> {
            for (String field : SERVERS_OWN) {
                JsonNode value = stored.at("metadata").get(field);
                if (value == null) {
                    metadata.remove(field);
                } else {
                    metadata.set(field, value);
                }
            }
            metadata.put("name", stored.name());
            if (stored.namespace().isEmpty()) {
                metadata.remove("namespace");
            } else {
                metadata.put("namespace", stored.namespace());
            }
        });
    }

    private static Document edited(Document object, Consumer<ObjectNode> change) {
        ObjectNode metadata = object.at("metadata") instanceof ObjectNode present ? present.deepCopy() : Document.mapper().createObjectNode();
        change.accept(metadata);
        return object.with(metadata, "metadata");
    }

    /// What admission made of an object, still the same object: refused if it has another name.
    static Document unmoved(Document admitted, Document before) {
        if (!admitted.name().equals(before.name())) {
            throw StatusException.badRequest("the name of the object (%s) does not match the name on the URL (%s)".formatted(admitted.name(), before.name()));
        }
        if (!admitted.namespace().equals(before.namespace())) {
            throw StatusException.badRequest("the namespace of the object (%s) does not match the namespace on the request (%s)".formatted(admitted.namespace(),
                    before.namespace()));
        }
        Document kept = kept(admitted.without("metadata", "managedFields"), before);
        return before.has("metadata", "resourceVersion")
                ? kept.with(before.resourceVersion(), "metadata", "resourceVersion")
                : kept.without("metadata", "resourceVersion");
    }

    static StatusException invalid(ResourceDefinition definition, String name, List<FieldError> errors) {
        return invalid(definition.resource().group(), definition.names().kind(), name, errors);
    }

    static StatusException invalid(String group, String kind, String name, List<FieldError> errors) {
        return FieldError.invalid(group, kind, name, errors);
    }
}
