package dev.marina.apiserver.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.http.Target;
import java.util.Comparator;
import java.util.List;

/// A flow schema, read once for all requests.
///
/// @param level the name of the priority level to which its requests belong
record FlowSchema(String name, String uid, int precedence, String level, Distinguisher distinguisher, List<FlowRule> rules) {

    /// In which order they are asked.
    static final Comparator<FlowSchema> ORDER = Comparator.comparingInt(FlowSchema::precedence).thenComparing(FlowSchema::name);

    /// What makes one flow of the schema another than the next.
    enum Distinguisher {
        NONE, BY_USER, BY_NAMESPACE
    }

    static FlowSchema of(Document object) {
        JsonNode spec = object.at("spec");
        Distinguisher distinguisher = switch (spec.path("distinguisherMethod").path("type").asText()) {
            case "ByUser" -> Distinguisher.BY_USER;
            case "ByNamespace" -> Distinguisher.BY_NAMESPACE;
            default -> Distinguisher.NONE;
        };
        return new FlowSchema(object.name(), object.uid(), spec.path("matchingPrecedence").asInt(), object.text("spec", "priorityLevelConfiguration", "name"),
                distinguisher, spec.path("rules").valueStream().map(FlowRule::of).toList());
    }

    FlowSchema withUid(String uid) {
        return new FlowSchema(name, uid, precedence, level, distinguisher, rules);
    }

    boolean matches(Identity identity, Target target) {
        for (FlowRule rule : rules) {
            if (rule.matches(identity, target)) {
                return true;
            }
        }
        return false;
    }

    /// Which of the schema's flows a request belongs to.
    String distinguish(Identity identity, Target target) {
        return switch (distinguisher) {
            case NONE -> "";
            case BY_USER -> identity.user();
            case BY_NAMESPACE -> target instanceof Target.Resource resource ? resource.namespace() : "";
        };
    }
}
