package dev.marina.apiserver;

import dev.marina.apiserver.discovery.OpenApiAnswer;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.openapi.OpenApi;
import dev.marina.apiserver.openapi.OpenApiDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/openapi/v2` and `/openapi/v3`: the same documents for all clusters that serve the same types. kube-openapi's pkg/handler and
/// pkg/handler3
final class OpenApiEndpoint implements ApiHandler {

    private static final String V2 = "/openapi/v2";
    private static final String V3 = "/openapi/v3";
    private final TypeMachinery types;

    OpenApiEndpoint(TypeMachinery types) {
        this.types = types;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        if (request.cluster().isEmpty()) {
            return ApiResponse.pageNotFound();
        }
        OpenApi openApi = types.registry(request.requireCluster()).derived(OpenApi.class, OpenApi::new);
        String path = request.path();
        if (path.equals(V2)) {
            return OpenApiAnswer.of(request, openApi.version2(), "v2");
        }
        if (path.equals(V3) || path.equals(V3 + "/")) {
            byte[] index = openApi.index("/clusters/%s/%s".formatted(request.tenant(), request.clusterName())).bytes();
            return OpenApiAnswer.unlessKnown(request, OpenApiDocument.hash(List.of(index)), ApiResponse.json(200, index));
        }
        if (!path.startsWith(V3 + "/")) {
            return ApiResponse.pageNotFound();
        }
        Optional<OpenApiDocument> found = openApi.groupVersion(path.substring(V3.length() + 1));
        if (found.isEmpty()) {
            return ApiResponse.pageNotFound();
        }
        OpenApiDocument document = found.get();
        String asked = request.query().text("hash");
        if (!asked.isEmpty() && !asked.equals(document.hash())) {
            String address = "/clusters/%s/%s%s?hash=%s".formatted(request.tenant(), request.clusterName(), path, document.hash());
            return new ApiResponse.Bytes(301, "", List.of(new byte[0]), Map.of("location", address));
        }
        ApiResponse.Bytes answer = OpenApiAnswer.of(request, document, "v3");
        // An address with a hash never means another document.
        return asked.isEmpty() ? answer : answer.with("cache-control", "private, immutable, max-age=31536000");
    }
}
