package dev.marina.apiserver.types.storage;

import static dev.marina.apiserver.defaulting.Defaults.flag;
import static dev.marina.apiserver.defaulting.Defaults.text;
import static dev.marina.apiserver.registry.Columns.age;
import static dev.marina.apiserver.registry.Columns.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.apiserver.registry.Columns;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.apiserver.registry.RuledStrategy;
import dev.marina.apiserver.validation.Errors;
import dev.marina.apiserver.warning.Warnings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a volume driver can do. ValidateCSIDriver in pkg/apis/storage/validation/validation.go, SetDefaults_CSIDriver in
/// pkg/apis/storage/v1/defaults.go
public final class CSIDriverType extends RuledStrategy {

    private static final long SHORTEST_TOKEN_SECONDS = 600;
    private static final long LONGEST_TOKEN_SECONDS = 1L << 32;
    private static final long SHORTEST_UPDATE_SECONDS = 10;

    private static final String TOKENS_IN_SECRETS = "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent "
            + "possible logging of tokens in volume attributes";

    public static final ResourceDefinition DEFINITION = ResourceDefinition.declare("storage.k8s.io", "v1", "CSIDriver", "csidrivers")
            .clusterScoped()
            .strategy(new CSIDriverType())
            .columns(name(), Columns.flag("AttachRequired", object -> object.at("spec", "attachRequired").asBoolean(true)),
                    Columns.flag("PodInfoOnMount", object -> object.at("spec", "podInfoOnMount").asBoolean()),
                    Columns.flag("StorageCapacity", object -> object.at("spec", "storageCapacity").asBoolean()),
                    Columns.text("TokenRequests", object -> object.has("spec", "tokenRequests") ? audiences(object) : "<unset>"),
                    Columns.flag("RequiresRepublish", object -> object.at("spec", "requiresRepublish").asBoolean()),
                    Columns.text("Modes", CSIDriverType::modes), age())
            .build();

    private static String audiences(Document driver) {
        return driver.at("spec", "tokenRequests").valueStream().map(request -> request.path("audience").asText()).collect(Collectors.joining(","));
    }

    private static String modes(Document driver) {
        String modes = driver.at("spec", "volumeLifecycleModes").valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
        return modes.isEmpty() ? "<none>" : modes;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public Document defaulted(Document object) {
        return object.edited(root -> {
            ObjectNode spec = root.withObject("/spec");
            flag(spec, "attachRequired", true);
            flag(spec, "podInfoOnMount", false);
            flag(spec, "storageCapacity", false);
            text(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
            if (spec.path("volumeLifecycleModes").isEmpty()) {
                spec.putArray("volumeLifecycleModes").add("Persistent");
            }
            flag(spec, "requiresRepublish", false);
            flag(spec, "seLinuxMount", false);
        });
    }

    @Override
    public List<FieldError> validateCreate(Document object) {
        Errors errors = new Errors();
        errors.oneOf("spec.fsGroupPolicy", object.text("spec", "fsGroupPolicy"), "ReadWriteOnceWithFSType", "File", "None");
        tokens(errors, object.at("spec", "tokenRequests"));
        for (JsonNode mode : object.at("spec", "volumeLifecycleModes")) {
            if (!Set.of("Persistent", "Ephemeral").contains(mode.asText())) {
                errors.notSupported("spec.volumeLifecycleModes", mode.asText(), "Persistent", "Ephemeral");
            }
        }
        JsonNode period = object.at("spec", "nodeAllocatableUpdatePeriodSeconds");
        if (period.isNumber() && period.asLong() < SHORTEST_UPDATE_SECONDS) {
            errors.invalid("spec.nodeAllocatableUpdatePeriodSeconds", period.asLong(), "must be greater than or equal to 10 seconds");
        }
        if (object.has("spec", "serviceAccountTokenInSecrets") && object.at("spec", "tokenRequests").isEmpty()) {
            errors.invalid("spec.serviceAccountTokenInSecrets", object.at("spec", "serviceAccountTokenInSecrets"),
                    "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
        }
        return errors.found();
    }

    /// Each audience once, so that a driver knows which token is which.
    private static void tokens(Errors errors, JsonNode requests) {
        Set<String> audiences = new HashSet<>();
        int index = 0;
        for (JsonNode request : requests) {
            String field = "spec.tokenRequests[%d]".formatted(index++);
            if (!audiences.add(request.path("audience").asText())) {
                errors.duplicate(field + ".audience", request.path("audience").asText());
                continue;
            }
            JsonNode seconds = request.path("expirationSeconds");
            if (seconds.isNumber() && seconds.asLong() < SHORTEST_TOKEN_SECONDS) {
                errors.invalid(field + ".expirationSeconds", seconds.asLong(), "may not specify a duration less than 10 minutes");
            } else if (seconds.isNumber() && seconds.asLong() > LONGEST_TOKEN_SECONDS) {
                errors.invalid(field + ".expirationSeconds", seconds.asLong(), "may not specify a duration larger than 2^32 seconds");
            }
        }
    }

    @Override
    protected List<FieldError> validateChange(Document object, Document stored) {
        Errors errors = new Errors();
        // The name of the field is upstream's.
        errors.immutable("spec.attachedRequired", object.at("spec", "attachRequired"), stored.at("spec", "attachRequired"));
        errors.immutable("spec.volumeLifecycleModes", object.at("spec", "volumeLifecycleModes"), stored.at("spec", "volumeLifecycleModes"));
        return errors.found();
    }

    @Override
    public List<String> warnings(Document object, Optional<Document> stored) {
        Warnings warnings = new Warnings();
        JsonNode requests = object.at("spec", "tokenRequests");
        if (!requests.isEmpty() && object.at("spec", "serviceAccountTokenInSecrets").isMissingNode()
                && stored.filter(before -> before.at("spec", "tokenRequests").equals(requests)).isEmpty()) {
            warnings.add(TOKENS_IN_SECRETS);
        }
        return warnings.found();
    }
}
