package dev.marina.apiserver.discovery;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.Accept;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.openapi.OpenApiDocument;
import java.util.List;
import java.util.Map;

/// How a published document goes out: in the form that the client takes, unless it has it.
public final class OpenApiAnswer {

    private static final String JSON = "application/json";

    /// Clients older than 1.27 spell it with an `@`, which is no media type.
    private static final String PROTOBUF = "application/com.github.proto-openapi.spec.%s.v1.0+protobuf";
    private static final String PROTOBUF_OLD = "application/com.github.proto-openapi.spec.%s@v1.0+protobuf";

    private OpenApiAnswer() {}

    /// @param version `v2` or `v3`
    public static ApiResponse.Bytes of(ApiRequest request, OpenApiDocument document, String version) {
        String protobuf = PROTOBUF.formatted(version);
        List<Accept> accepted = Accept.of(request.headers());
        for (Accept range : accepted) {
            if (range.takes(JSON)) {
                return unlessKnown(request, document.hash(), new ApiResponse.Bytes(200, JSON, document.json(), Map.of()));
            }
            if (range.takes(protobuf) || range.takes(PROTOBUF_OLD.formatted(version))) {
                return unlessKnown(request, document.hash(), new ApiResponse.Bytes(200, protobuf, document.protobuf(), Map.of()));
            }
        }
        if (accepted.isEmpty()) {
            return unlessKnown(request, document.hash(), new ApiResponse.Bytes(200, JSON, document.json(), Map.of()));
        }
        throw new StatusException(406, "NotAcceptable", "only the following media types are accepted: %s, %s".formatted(JSON, protobuf),
                StatusException.Details.NONE);
    }

    /// @param hash of the answer
    public static ApiResponse.Bytes unlessKnown(ApiRequest request, String hash, ApiResponse.Bytes answer) {
        String tag = "\"" + hash + "\"";
        boolean known = request.headers().all("if-none-match").stream().anyMatch(tags -> tags.contains(tag));
        ApiResponse.Bytes told = known ? new ApiResponse.Bytes(304, "", List.of(new byte[0]), Map.of()) : answer;
        return told.with("etag", tag).with("vary", "Accept");
    }
}
