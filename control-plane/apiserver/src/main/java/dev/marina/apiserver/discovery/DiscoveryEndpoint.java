package dev.marina.apiserver.discovery;

import dev.marina.api.Document;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.store.ClusterRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Answers what lies outside of the API's resources: health, version, discovery, the issuer's keys.
public final class DiscoveryEndpoint implements ApiHandler {

    private static final Document VERSION = Document.empty().edited(node -> node.put("major", "1").put("minor", "36").put("gitVersion", "v1.36.0+marina")
            .put("gitCommit", "").put("gitTreeState", "clean").put("buildDate", "2026-01-01T00:00:00Z").put("goVersion", "java" + Runtime.version().feature())
            .put("compiler", "javac").put("platform", "linux/amd64"));

    private final Function<ClusterRecord, ResourceRegistry> registries;
    private final ApiHandler openApi;
    private final ApiHandler issuer;

    /// @param openApi for `/openapi/…`
    /// @param issuer for the issuer's configuration and keys
    public DiscoveryEndpoint(Function<ClusterRecord, ResourceRegistry> registries, ApiHandler openApi, ApiHandler issuer) {
        this.registries = registries;
        this.openApi = openApi;
        this.issuer = issuer;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        String path = ((Target.NonResource) request.target()).path();
        return switch (path) {
            case "/healthz", "/livez", "/readyz", "/healthz/ping", "/livez/ping", "/readyz/ping" -> ApiResponse.text(200, "ok");
            case "/version", "/version/" -> ApiResponse.json(200, VERSION);
            case "/.well-known/openid-configuration", "/openid/v1/jwks" -> issuer.handle(request);
            default -> path.startsWith("/openapi/") ? openApi.handle(request) : discovery(request, path);
        };
    }

    private ApiResponse discovery(ApiRequest request, String path) {
        if (request.cluster().isEmpty()) {
            return ApiResponse.pageNotFound();
        }
        ResourceRegistry registry = registries.apply(request.requireCluster());
        boolean aggregated = (path.equals("/api") || path.equals("/apis")) && wantsAggregated(request);
        byte[] body = registry.derived(Answers.class, _ -> new Answers(new ConcurrentHashMap<>())).byPath()
                .computeIfAbsent(path + (aggregated ? " aggregated" : ""), _ -> document(registry, path, aggregated).map(Document::bytes).orElse(new byte[0]));
        if (body.length == 0) {
            return ApiResponse.pageNotFound();
        }
        return new ApiResponse.Bytes(200, aggregated ? AggregatedDiscovery.MEDIA_TYPE : "application/json", List.of(body), Map.of("vary", "Accept"));
    }

    private record Answers(Map<String, byte[]> byPath) {}

    private static boolean wantsAggregated(ApiRequest request) {
        return request.headers().all("accept").stream().anyMatch(accept -> accept.contains("as=APIGroupDiscoveryList") && accept.contains("v=v2;")
                || accept.contains("as=APIGroupDiscoveryList") && accept.matches(".*v=v2(,.*|;.*|$)"));
    }

    private static Optional<Document> document(ResourceRegistry registry, String path, boolean aggregated) {
        Discovery discovery = new Discovery(registry);
        String[] parts = path.substring(1).split("/");
        return switch (parts[0]) {
            case "api" -> parts.length == 1
                    ? Optional.of(aggregated ? new AggregatedDiscovery(registry).core() : discovery.legacyVersions(""))
                    : parts.length == 2 ? discovery.resources("", parts[1]) : Optional.empty();
            case "apis" -> switch (parts.length) {
                case 1 -> Optional.of(aggregated ? new AggregatedDiscovery(registry).groups() : discovery.groups());
                case 2 -> discovery.group(parts[1]);
                case 3 -> discovery.resources(parts[1], parts[2]);
                default -> Optional.empty();
            };
            default -> Optional.empty();
        };
    }
}
