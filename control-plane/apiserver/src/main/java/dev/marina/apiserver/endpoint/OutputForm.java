package dev.marina.apiserver.endpoint;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// In which form the client wants objects.
public enum OutputForm {
    JSON, YAML, TABLE, PARTIAL_METADATA;

    /// The first form of the `Accept` header that is served here. Protobuf alone is refused; clients that can do without it list JSON too.
    public static OutputForm of(ApiRequest request) {
        List<String> accepted = request.headers().all("accept").stream().flatMap(header -> Arrays.stream(header.split(","))).map(String::strip)
                .filter(part -> !part.isEmpty()).toList();
        if (accepted.isEmpty()) {
            return JSON;
        }
        return accepted.stream().map(OutputForm::parse).flatMap(Optional::stream).findFirst()
                .orElseThrow(() -> new StatusException(406, "NotAcceptable",
                        "only the following media types are accepted: application/json, application/yaml", StatusException.Details.NONE));
    }

    private static Optional<OutputForm> parse(String mediaRange) {
        String[] parts = mediaRange.toLowerCase(Locale.ROOT).split(";");
        List<String> parameters = Arrays.stream(parts).skip(1).map(String::strip).toList();
        boolean json = List.of("application/json", "application/*", "*/*", "text/*", "text/plain").contains(parts[0].strip());
        if (json && parameters.contains("as=table")) {
            return parameters.contains("v=v1") ? Optional.of(TABLE) : Optional.empty();
        }
        if (json && (parameters.contains("as=partialobjectmetadata") || parameters.contains("as=partialobjectmetadatalist"))) {
            return Optional.of(PARTIAL_METADATA);
        }
        if (json) {
            return parameters.stream().anyMatch(parameter -> parameter.startsWith("as=")) ? Optional.empty() : Optional.of(JSON);
        }
        return parts[0].strip().equals("application/yaml") || parts[0].strip().equals("text/yaml") ? Optional.of(YAML) : Optional.empty();
    }
}
