package dev.marina.apiserver.discovery;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceRegistry;
import dev.marina.store.ClusterRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        Optional<DiscoveryForm> form = path.matches("/apis?/?") ? DiscoveryForm.of(request.headers()) : Optional.of(DiscoveryForm.PLAIN);
        if (form.isEmpty()) {
            throw new StatusException(406, "NotAcceptable", "only the following media types are accepted: application/json, "
                    + AggregatedDiscovery.mediaType("v2") + ", " + AggregatedDiscovery.mediaType("v2beta1"), StatusException.Details.NONE);
        }
        Answer answer = registry.derived(Answers.class, _ -> new Answers(new ConcurrentHashMap<>())).byPath()
                .computeIfAbsent(path + " " + form.get(), _ -> Answer.of(document(registry, path, form.get()).map(Document::bytes).orElse(new byte[0])));
        if (answer.body().length == 0) {
            return ApiResponse.pageNotFound();
        }
        if (form.get() == DiscoveryForm.PLAIN) {
            return new ApiResponse.Bytes(200, "application/json", List.of(answer.body()), Map.of("vary", "Accept"));
        }
        Map<String, String> headers = Map.of("vary", "Accept", "etag", answer.tag(), "cache-control", "public");
        return request.headers().first("if-none-match").equals(answer.tag())
                ? new ApiResponse.Bytes(304, "", List.of(), headers)
                : new ApiResponse.Bytes(200, AggregatedDiscovery.mediaType(form.get().version()), List.of(answer.body()), headers);
    }

    private record Answers(Map<String, Answer> byPath) {}

    /// @param tag says which content it is
    private record Answer(byte[] body, String tag) {
        static Answer of(byte[] body) {
            try {
                return new Answer(body, '"' + HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-512").digest(body)) + '"');
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-512", e);
            }
        }
    }

    private static Optional<Document> document(ResourceRegistry registry, String path, DiscoveryForm form) {
        boolean aggregated = form != DiscoveryForm.PLAIN;
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
