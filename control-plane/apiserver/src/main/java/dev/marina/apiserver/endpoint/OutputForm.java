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
    JSON, YAML, TABLE, TABLE_V1BETA1, PARTIAL_METADATA, PARTIAL_METADATA_V1BETA1, PROTOBUF, PROTOBUF_METADATA, PROTOBUF_METADATA_V1BETA1;

    private static final String GROUP = "meta.k8s.io";

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
        return this == PROTOBUF || this == PROTOBUF_METADATA || this == PROTOBUF_METADATA_V1BETA1;
    }

    boolean table() {
        return this == TABLE || this == TABLE_V1BETA1;
    }

    /// Of what is made of objects. Tables and metadata alone are the same in both versions.
    /// https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go (AllowsMediaTypeTransform)
    String metaVersion() {
        return switch (this) {
            case TABLE_V1BETA1, PARTIAL_METADATA_V1BETA1, PROTOBUF_METADATA_V1BETA1 -> GROUP + "/v1beta1";
            default -> GROUP + "/v1";
        };
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
            return parameters.contains("v=v1") ? Optional.of(TABLE) : beta(parameters) ? Optional.of(TABLE_V1BETA1) : Optional.empty();
        }
        if (parameters.contains("as=partialobjectmetadata") || parameters.contains("as=partialobjectmetadatalist")) {
            boolean beta = beta(parameters);
            return json
                    ? Optional.of(beta ? PARTIAL_METADATA_V1BETA1 : PARTIAL_METADATA)
                    : protobuf ? Optional.of(beta ? PROTOBUF_METADATA_V1BETA1 : PROTOBUF_METADATA) : Optional.empty();
        }
        if (range.transforms()) {
            return Optional.empty();
        }
        if (json) {
            return Optional.of(JSON);
        }
        return protobuf ? Optional.of(PROTOBUF) : range.yaml() ? Optional.of(YAML) : Optional.empty();
    }

    private static boolean beta(List<String> parameters) {
        return parameters.contains("v=v1beta1");
    }
}
