package dev.marina.console.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.console.cluster.ObjectAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One change in the chain that led to an object.
///
/// @param because the version of the step that caused it; "" where that is no change of this cluster
/// @param object empty where the person may not know it
/// @param whole whether all fields are told
public record ChainStep(String version, Instant time, String because, Actor actor, String cause, String verb, Optional<ObjectAddress> object,
        List<FieldChange> difference, boolean whole) {

    public static ChainStep of(JsonNode step) {
        return new ChainStep(step.path("version").asText(), Instant.parse(step.path("time").asText()), step.path("because").asText(),
                Actor.of(step.path("actor").asText()), step.path("cause").asText(), step.path("verb").asText(),
                step.path("hidden").asBoolean() ? Optional.empty() : Optional.of(ObjectAddress.of(step.path("object"))),
                FieldChange.told(step.path("difference")), !step.path("differenceTruncated").asBoolean() && !step.path("differenceUnknown").asBoolean());
    }

    boolean hidden() {
        return object.isEmpty();
    }

    /// What asked for it where no change of this cluster did: `request` or `clock`.
    String origin() {
        int slash = cause.indexOf('/');
        return slash < 0 ? "" : cause.substring(0, slash);
    }
}
