package dev.marina.apiserver;

import dev.marina.api.StatusException;
import dev.marina.apiserver.endpoint.TypeMachinery;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.openapi.OpenApi;
import dev.marina.apiserver.registry.ResourceRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `/openapi/v2` and `/openapi/v3`: the same documents for all clusters that serve the same types.
final class OpenApiEndpoint implements ApiHandler {

    private static final String V3 = "/openapi/v3";

    private final TypeMachinery types;
    private final Map<ResourceRegistry, OpenApi> documents = new ConcurrentHashMap<>();

    OpenApiEndpoint(TypeMachinery types) {
        this.types = types;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        if (request.cluster().isEmpty()) {
            throw notFound();
        }
        OpenApi openApi = documents.computeIfAbsent(types.registry(request.requireCluster()), OpenApi::new);
        String path = request.path();
        if (path.equals("/openapi/v2")) {
            requireJson(request);
            return ApiResponse.json(200, openApi.version2());
        }
        if (path.equals(V3) || path.equals(V3 + "/")) {
            return ApiResponse.json(200, openApi.index("/clusters/%s/%s".formatted(request.tenant(), request.clusterName())));
        }
        if (!path.startsWith(V3 + "/")) {
            throw notFound();
        }
        requireJson(request);
        ApiResponse.Bytes document = ApiResponse.json(200, openApi.groupVersion(path.substring(V3.length() + 1)).orElseThrow(OpenApiEndpoint::notFound));
        // An address with a hash never means another document.
        return request.query().text("hash").isEmpty() ? document : document.with("cache-control", "private, immutable, max-age=31536000");
    }

    /// Protobuf is not served.
    private static void requireJson(ApiRequest request) {
        String accept = String.join(",", request.headers().all("accept"));
        if (!accept.isEmpty() && !accept.contains("json") && !accept.contains("*/*")) {
            throw new StatusException(406, "NotAcceptable", "only the following media types are accepted: application/json", StatusException.Details.NONE);
        }
    }

    private static StatusException notFound() {
        return new StatusException(404, "NotFound", "the server could not find the requested resource", StatusException.Details.NONE);
    }
}
