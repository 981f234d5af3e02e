package dev.marina.apiserver.endpoint;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.Accept;
import dev.marina.apiserver.http.ApiRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// In which form the client wants objects.
public enum OutputForm {
    JSON, YAML, TABLE, PARTIAL_METADATA;

    /// The first form of the `Accept` header that is served here. Protobuf alone is refused; clients that can do without it list JSON too.
    public static OutputForm of(ApiRequest request) {
        return of(request, EnumSet.allOf(OutputForm.class));
    }

    /// Refuses whoever wants nothing but a part or a table of what has neither metadata nor columns.
    static void requireWhole(ApiRequest request) {
        of(request, EnumSet.of(JSON, YAML));
    }

    private static OutputForm of(ApiRequest request, Set<OutputForm> served) {
        List<Accept> accepted = Accept.of(request.headers());
        if (accepted.isEmpty()) {
            return JSON;
        }
        return accepted.stream().map(OutputForm::parse).flatMap(Optional::stream).filter(served::contains).findFirst()
                .orElseThrow(() -> new StatusException(406, "NotAcceptable",
                        "only the following media types are accepted: application/json, application/yaml", StatusException.Details.NONE));
    }

    private static Optional<OutputForm> parse(Accept range) {
        List<String> parameters = range.parameters();
        boolean json = List.of("application/json", "application/*", "*/*", "text/*", "text/plain").contains(range.type());
        if (json && parameters.contains("as=table")) {
            return parameters.contains("v=v1") ? Optional.of(TABLE) : Optional.empty();
        }
        if (json && (parameters.contains("as=partialobjectmetadata") || parameters.contains("as=partialobjectmetadatalist"))) {
            return Optional.of(PARTIAL_METADATA);
        }
        if (json) {
            return parameters.stream().anyMatch(parameter -> parameter.startsWith("as=")) ? Optional.empty() : Optional.of(JSON);
        }
        return range.type().equals("application/yaml") || range.type().equals("text/yaml") ? Optional.of(YAML) : Optional.empty();
    }
}
