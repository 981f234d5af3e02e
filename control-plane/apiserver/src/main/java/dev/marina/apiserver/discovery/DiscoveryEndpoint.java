package dev.marina.apiserver.discovery;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.store.ClusterRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Answers what lies outside of the API's resources: health, version, discovery, the issuer's keys.
public final class DiscoveryEndpoint implements ApiHandler {

    private static final Document VERSION = Document.empty().edited(node -> node.put("major", "1").put("minor", "36").put("gitVersion", "v1.36.0+marina")
            .put("gitCommit", "").put("gitTreeState", "clean").put("buildDate", "2026-01-01T00:00:00Z").put("goVersion", "java" + Runtime.version().feature())
            .put("compiler", "javac").put("platform", "linux/amd64"));

    private static final Set<String> READ = Set.of("GET", "HEAD");
    /// Below these upstream's routes have a method; `/apis` itself, the checks and the documents of OpenAPI answer any.
    private static final Set<String> READ_ALONE = Set.of("/api", "/apis", "/version", "/.well-known", "/openid");

    private final Function<ClusterRecord, ResourceRegistry> registries;
    private final ApiHandler health;
    private final ApiHandler openApi;
    private final ApiHandler issuer;
    private final ApiHandler inside;

    /// @param health for `/healthz`, `/livez` and `/readyz`
    /// @param openApi for `/openapi/…`
    /// @param issuer for the issuer's configuration and keys
    /// @param inside of a cluster: `/metrics`, `/metrics/slis` and `/debug/…`
    public DiscoveryEndpoint(Function<ClusterRecord, ResourceRegistry> registries, ApiHandler health, ApiHandler openApi, ApiHandler issuer,
            ApiHandler inside) {
        this.registries = registries;
        this.health = health;
        this.openApi = openApi;
        this.issuer = issuer;
        this.inside = inside;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        String path = ((Target.NonResource) request.target()).path();
        if (!READ.contains(request.method()) && READ_ALONE.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"))
                && !path.equals("/apis")) {
            throw StatusException.methodNotAllowed();
        }
        return switch (path) {
            case String _ when HealthEndpoint.serves(path) -> health.handle(request);
            case "/version", "/version/" -> ApiResponse.json(200, VERSION);
            case "/.well-known/openid-configuration", "/openid/v1/jwks" -> issuer.handle(request);
            case String _ when path.equals("/metrics") || path.equals("/metrics/slis") || path.startsWith("/debug/") -> request.cluster().isPresent()
                    ? inside.handle(request)
                    : ApiResponse.pageNotFound();
            default -> path.startsWith("/openapi/") ? openApi.handle(request) : discovery(request, path);
        };
    }

    private ApiResponse discovery(ApiRequest request, String path) {
        if (request.cluster().isEmpty()) {
            return ApiResponse.pageNotFound();
        }
        ResourceRegistry registry = registries.apply(request.requireCluster());
        DiscoveryForm form = path.matches("/apis?/?")
                ? DiscoveryForm.of(request.headers()).orElseThrow(DiscoveryEndpoint::notAcceptable)
                : DiscoveryForm.plain(request.headers());
        Answer answer = registry.derived(Answers.class, _ -> new Answers(new ConcurrentHashMap<>())).byPath()
                .computeIfAbsent(path + " " + form, _ -> Answer.of(document(registry, path, form).map(Document::bytes).orElse(new byte[0]), form));
        if (answer.body().isEmpty()) {
            return ApiResponse.pageNotFound();
        }
        if (!form.aggregated()) {
            return answer.body().get().with("vary", "Accept");
        }
        Map<String, String> headers = Map.of("vary", "Accept", "etag", answer.tag(), "cache-control", "public");
        return request.headers().first("if-none-match").equals(answer.tag())
                ? new ApiResponse.Bytes(304, "", List.of(), headers)
                : answer.body().get().with(headers);
    }

    private static StatusException notAcceptable() {
        return new StatusException(406, "NotAcceptable", "only the following media types are accepted: application/json, " + ProtobufBody.MEDIA_TYPE + ", "
                + AggregatedDiscovery.mediaType("v2") + ", " + AggregatedDiscovery.mediaType("v2beta1"), StatusException.Details.NONE);
    }

    private record Answers(Map<String, Answer> byPath) {}

    /// @param body empty where nothing is
    /// @param tag says which content it is, in whatever form
    private record Answer(Optional<ApiResponse.Bytes> body, String tag) {
        static Answer of(byte[] body, DiscoveryForm form) {
            ApiResponse.Bytes json = new ApiResponse.Bytes(200, form.aggregated() ? AggregatedDiscovery.mediaType(form.version()) : ApiResponse.JSON,
                    List.of(body), Map.of());
            Optional<ApiResponse.Bytes> answer = body.length == 0 ? Optional.empty() : Optional.of(form.protobuf() ? json.asProtobuf() : json);
            try {
                return new Answer(answer, '"' + HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-512").digest(body)) + '"');
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-512", e);
            }
        }
    }

    private static Optional<Document> document(ResourceRegistry registry, String path, DiscoveryForm form) {
        boolean aggregated = form.aggregated();
        Discovery discovery = new Discovery(registry);
        String[] parts = path.substring(1).split("/");
        return switch (parts[0]) {
            case "api" -> parts.length == 1
                    ? Optional.of(aggregated ? new AggregatedDiscovery(registry, form.version()).core() : discovery.legacyVersions(""))
                    : parts.length == 2 ? discovery.resources("", parts[1]) : Optional.empty();
            case "apis" -> switch (parts.length) {
                case 1 -> Optional.of(aggregated ? new AggregatedDiscovery(registry, form.version()).groups() : discovery.groups());
                case 2 -> discovery.group(parts[1]);
                case 3 -> discovery.resources(parts[1], parts[2]);
                default -> Optional.empty();
            };
            default -> Optional.empty();
        };
    }
}
