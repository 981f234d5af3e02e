package dev.marina.apiserver.endpoint;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.Accept;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.protobuf.ProtobufForm;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// In which form the client wants objects.
public enum OutputForm {
    JSON, YAML, TABLE, PARTIAL_METADATA, PROTOBUF, PROTOBUF_METADATA;

    private static final Set<OutputForm> ALL = EnumSet.allOf(OutputForm.class);
    private static final Set<OutputForm> WHOLE = EnumSet.of(JSON, YAML, PROTOBUF);

    /// The first form of the `Accept` header in which objects of this type are served: those that the cluster defines itself, and our own,
    /// have no protobuf form. apiserver's pkg/endpoints/handlers/negotiation
    static OutputForm of(ApiRequest request, ResourceDefinition definition) {
        return of(request, definition, ALL);
    }

    /// The same of what has neither metadata nor columns.
    static OutputForm whole(ApiRequest request, ResourceDefinition definition) {
        return of(request, definition, WHOLE);
    }

    boolean protobuf() {
        return this == PROTOBUF || this == PROTOBUF_METADATA;
    }

    private boolean serves(ResourceDefinition definition) {
        return this != PROTOBUF || definition.definedBy().isEmpty() && ProtobufForm.has(definition.kind());
    }

    private static OutputForm of(ApiRequest request, ResourceDefinition definition, Set<OutputForm> forms) {
        List<Accept> accepted = Accept.of(request.headers());
        if (accepted.isEmpty()) {
            return JSON;
        }
        return accepted.stream().map(OutputForm::parse).flatMap(Optional::stream).filter(form -> forms.contains(form) && form.serves(definition)).findFirst()
                .orElseThrow(() -> new StatusException(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml, "
                        + ProtobufBody.MEDIA_TYPE, StatusException.Details.NONE));
    }

    private static Optional<OutputForm> parse(Accept range) {
        List<String> parameters = range.parameters();
        boolean json = range.json();
        boolean protobuf = range.protobuf();
        if (json && parameters.contains("as=table")) {
            return parameters.contains("v=v1") ? Optional.of(TABLE) : Optional.empty();
        }
        if (parameters.contains("as=partialobjectmetadata") || parameters.contains("as=partialobjectmetadatalist")) {
            return json ? Optional.of(PARTIAL_METADATA) : protobuf ? Optional.of(PROTOBUF_METADATA) : Optional.empty();
        }
        if (range.transforms()) {
            return Optional.empty();
        }
        if (json) {
            return Optional.of(JSON);
        }
        return protobuf ? Optional.of(PROTOBUF) : range.yaml() ? Optional.of(YAML) : Optional.empty();
    }
}
