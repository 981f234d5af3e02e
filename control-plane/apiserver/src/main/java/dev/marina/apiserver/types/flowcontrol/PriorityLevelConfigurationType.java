package dev.marina.apiserver.types.flowcontrol;

import static dev.marina.apiserver.defaulting.Defaults.number;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;
import static dev.marina.apiserver.registry.Columns.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.StatusStrategy;
import dev.marina.apiserver.validation.Errors;
import java.util.List;
import java.util.Optional;

/// How many requests of a priority are served at a time, and how others wait. pkg/apis/flowcontrol/validation/validation.go
public final class PriorityLevelConfigurationType extends StatusStrategy {

    public static final ResourceDefinition DEFINITION = ResourceDefinition
            .declare("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration", "prioritylevelconfigurations").clusterScoped()
            .strategy(new PriorityLevelConfigurationType()).status()
            .columns(name(), text("Type", object -> object.text("spec", "type")),
                    text("NominalConcurrencyShares", object -> orNone(object.at("spec", "limited", "nominalConcurrencyShares"))),
                    text("Queues", object -> orNone(queuing(object).path("queues"))), text("HandSize", object -> orNone(queuing(object).path("handSize"))),
                    text("QueueLengthLimit", object -> orNone(queuing(object).path("queueLengthLimit"))), age())
            .build();

    private static final String EXEMPT = "exempt";
    private static final int DEFAULT_SHARES = 30;
    private static final int DEFAULT_HAND = 8;
    private static final int DEFAULT_QUEUES = 64;
    private static final int DEFAULT_LENGTH = 50;
    private static final long MOST_QUEUES = 10_000_000;
    private static final int MOST_HASH_BITS = 60;

    private static JsonNode queuing(Document object) {
        return object.at("spec", "limited", "limitResponse", "queuing");
    }

    private static String orNone(JsonNode value) {
        return value.isNumber() ? value.asText() : "<none>";
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            JsonNode spec = root.path("spec");
            if (spec.path("exempt") instanceof ObjectNode exempt) {
                number(exempt, "nominalConcurrencyShares", 0);
                number(exempt, "lendablePercent", 0);
            }
            if (spec.path("limited") instanceof ObjectNode limited) {
                number(limited, "nominalConcurrencyShares", DEFAULT_SHARES);
                number(limited, "lendablePercent", 0);
                if (limited.path("limitResponse").path("queuing") instanceof ObjectNode queuing) {
                    unlessSaid(queuing, "handSize", DEFAULT_HAND);
                    unlessSaid(queuing, "queues", DEFAULT_QUEUES);
                    unlessSaid(queuing, "queueLengthLimit", DEFAULT_LENGTH);
                }
            }
        });
    }

    /// Zero is what nobody said.
    private static void unlessSaid(ObjectNode node, String field, int value) {
        if (node.path(field).asInt() == 0) {
            node.put(field, value);
        }
    }

    @Override
    public boolean namesRequiredFields() {
        return true;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        JsonNode spec = object.at("spec");
        String type = spec.path("type").asText("");
        if (object.name().equals(EXEMPT) != type.equals("Exempt")) {
            errors.invalid("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        switch (type) {
            case "Exempt" -> exempt(errors, spec);
            case "Limited" -> limited(errors, spec);
            default -> errors.oneOf("spec.type", type, "Exempt", "Limited");
        }
        fixed(errors, object);
        return errors.found();
    }

    private static void exempt(Errors errors, JsonNode spec) {
        if (spec.path("limited").isObject()) {
            errors.forbidden("spec.limited", "must be nil if the type is not Limited");
        }
        shares(errors, spec.path("exempt"), "spec.exempt");
    }

    private static void shares(Errors errors, JsonNode configuration, String path) {
        if (configuration.path("nominalConcurrencyShares").asLong() < 0) {
            errors.invalid(path + ".nominalConcurrencyShares", configuration.path("nominalConcurrencyShares").asLong(), "must be a non-negative integer");
        }
        long lendable = configuration.path("lendablePercent").asLong();
        if (lendable < 0 || lendable > 100) {
            errors.invalid(path + ".lendablePercent", lendable, "must be between 0 and 100, inclusive");
        }
    }

    private static void limited(Errors errors, JsonNode spec) {
        if (spec.path("exempt").isObject()) {
            errors.forbidden("spec.exempt", "must be nil if the type is Limited");
        }
        JsonNode limited = spec.path("limited");
        if (!limited.isObject()) {
            errors.required("spec.limited", "must not be empty when type is Limited");
            return;
        }
        shares(errors, limited, "spec.limited");
        if (limited.path("borrowingLimitPercent").asLong() < 0) {
            errors.invalid("spec.limited.borrowingLimitPercent", limited.path("borrowingLimitPercent").asLong(),
                    "if specified, must be a non-negative integer");
        }
        response(errors, limited.path("limitResponse"), "spec.limited.limitResponse");
    }

    private static void response(Errors errors, JsonNode response, String path) {
        JsonNode queuing = response.path("queuing");
        switch (response.path("type").asText("")) {
            case "Reject" -> {
                if (queuing.isObject()) {
                    errors.forbidden(path + ".queuing", "must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> {
                if (queuing.isObject()) {
                    queues(errors, queuing, path + ".queuing");
                } else {
                    errors.required(path + ".queuing", "must not be empty if limited.limitResponse.type is Limited");
                }
            }
            case String other -> errors.oneOf(path + ".type", other, "Queue", "Reject");
        }
    }

    private static void queues(Errors errors, JsonNode queuing, String path) {
        long queues = queuing.path("queues").asLong();
        long hand = queuing.path("handSize").asLong();
        if (queuing.path("queueLengthLimit").asLong() <= 0) {
            errors.invalid(path + ".queueLengthLimit", queuing.path("queueLengthLimit").asLong(), "must be positive");
        }
        if (queues <= 0) {
            errors.invalid(path + ".queues", queues, "must be positive");
        } else if (queues > MOST_QUEUES) {
            errors.invalid(path + ".queues", queues, "must not be greater than " + MOST_QUEUES);
        }
        if (hand <= 0) {
            errors.invalid(path + ".handSize", hand, "must be positive");
        } else if (hand > queues) {
            errors.invalid(path + ".handSize", hand, "should not be greater than queues (%d)".formatted(queues));
        } else if (entropyBits(queues, hand) > MOST_HASH_BITS) {
            errors.invalid(path + ".handSize", hand, "required entropy bits of deckSize %d and handSize %d should not be greater than %d".formatted(
                    queues, hand, MOST_HASH_BITS));
        }
    }

    /// What it takes to deal a hand. RequiredEntropyBits in apiserver's pkg/util/shufflesharding
    private static int entropyBits(long queues, long hand) {
        return (int) Math.ceil(hand * Math.log(queues) / Math.log(2));
    }

    private static void fixed(Errors errors, Document object) {
        Optional<Document> mandatory = BootstrapFlows.mandatory(object.kind(), object.name());
        if (mandatory.isEmpty()) {
            return;
        }
        JsonNode spec = object.at("spec");
        if (!object.name().equals(EXEMPT)) {
            if (!spec.equals(mandatory.get().at("spec"))) {
                errors.invalid("spec", spec, "spec of '%s' must equal the fixed value".formatted(object.name()));
            }
        } else if (!spec.path("type").asText().equals("Exempt") || spec.has("limited")) {
            errors.invalid("spec", spec, "spec of '%s' except the 'spec.exempt' field must equal the fixed value".formatted(object.name()));
        }
    }

    @Override
    public List<FieldError> validateUpdate(Document object, Document stored) {
        return validateCreate(object);
    }

    @Override
    public List<FieldError> validateStatus(Document object, Document stored) {
        return FlowRules.conditions(object);
    }
}
