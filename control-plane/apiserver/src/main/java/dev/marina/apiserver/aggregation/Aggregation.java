package dev.marina.apiserver.aggregation;

import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.FurtherContent;
import dev.marina.api.StatusException;
import dev.marina.apiserver.dial.IntoClusters;
import dev.marina.apiserver.discovery.DiscoveryForm;
import dev.marina.apiserver.discovery.OpenApiAnswer;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.openapi.OpenApiDocument;
import dev.marina.apiserver.proxy.ProxyRelay;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Before the last handler of the chain: passes on what a Service of the cluster serves, and adds it to what the server says of itself.
/// Components of this process are answered by the server alone, unless they ask for what a Service serves ([#ask]).
public final class Aggregation implements ApiHandler {

    /// Where anything of a further API can be.
    private static final Pattern FURTHER = Pattern.compile("/apis|/openapi/v[23]");
    private static final String SWAGGER = "/openapi/v2";
    private static final Pattern OPENAPI = Pattern.compile("/openapi/v3(?:/apis/([^/]+)/([^/]+))?/?");
    private static final Pattern DISCOVERY = Pattern.compile("/apis(?:/([^/]+)(?:/([^/]+))?)?/?");

    private final ApiHandler local;
    private final ClusterStore store;
    private final ExtensionApis apis = new ExtensionApis();
    private final ExtensionConnections connections;
    private final ExtensionDiscovery discovery;
    private final ExtensionReads reads;
    private final ExtensionContent content;

    /// @param local answers everything else
    /// @param clusters connects to Services of clusters
    public Aggregation(ApiHandler local, ClusterStore store, IntoClusters clusters, Clock clock) {
        this.local = local;
        this.store = store;
        this.connections = new ExtensionConnections(clusters, clock);
        this.discovery = new ExtensionDiscovery(connections, clock);
        this.reads = new ExtensionReads(connections, clock);
        this.content = new ExtensionContent(discovery, connections);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        if (request.cluster().isEmpty() || request.peer() instanceof Peer.InProcess || !FURTHER.matcher(request.path()).lookingAt()) {
            return local.handle(request);
        }
        ClusterImage image = store.image(request.clusterId());
        if (request.target() instanceof Target.Resource target) {
            return apis.find(image, target.resource().group(), target.resource().version()).map(api -> pass(request, api))
                    .orElseGet(() -> local.handle(request));
        }
        if (!request.method().equals("GET")) {
            return local.handle(request);
        }
        if (request.path().equals(SWAGGER)) {
            return swagger(request, image);
        }
        Matcher openApi = OPENAPI.matcher(request.path());
        if (openApi.matches()) {
            return openApi.group(1) == null ? index(request, image) : one(request, image, openApi.group(1), openApi.group(2));
        }
        Matcher path = DISCOVERY.matcher(request.path());
        return path.matches() ? discovery(request, image, path.group(1), path.group(2)) : local.handle(request);
    }

    private ApiResponse one(ApiRequest request, ClusterImage image, String group, String version) {
        return apis.find(image, group, version).map(api -> pass(request, api)).orElseGet(() -> local.handle(request));
    }

    /// `/openapi/v3`
    private ApiResponse index(ApiRequest request, ClusterImage image) {
        Map<String, String> addresses = new TreeMap<>();
        apis.list(image).stream().filter(ExtensionApi::available).forEach(api -> discovery.openApi(request.requireCluster(), api)
                .ifPresent(address -> addresses.put(api.path().substring(1), "/clusters/%s/%s%s".formatted(request.tenant(), request.clusterName(), address))));
        return addresses.isEmpty() ? local.handle(request) : sum(request, own -> MergedDiscovery.openApi(own, addresses));
    }

    /// `/openapi/v2`
    private ApiResponse swagger(ApiRequest request, ClusterImage image) {
        List<MergedSwagger.Further> further = new ArrayList<>();
        apis.list(image).stream().filter(ExtensionApi::available).forEach(api -> discovery.swagger(request.requireCluster(), api)
                .ifPresent(document -> further.add(new MergedSwagger.Further(api.path(), document))));
        if (further.isEmpty()) {
            return local.handle(request);
        }
        ApiResponse own = local.handle(request.withHeaders(request.headers().without("if-none-match").without("accept")));
        return own instanceof ApiResponse.Bytes bytes && bytes.status() == 200
                ? OpenApiAnswer.of(request, OpenApiDocument.version2(MergedSwagger.of(bytes.document(), further)), "v2")
                : own;
    }

    /// What the client knows is the sum, which the server itself does not.
    private ApiResponse sum(ApiRequest request, UnaryOperator<Document> add) {
        ApiResponse own = local.handle(request.withHeaders(request.headers().without("if-none-match")));
        if (!(own instanceof ApiResponse.Bytes bytes) || bytes.status() != 200) {
            return own;
        }
        byte[] sum = add.apply(bytes.document()).bytes();
        if (!bytes.headers().containsKey("etag")) {
            return new ApiResponse.Bytes(200, bytes.contentType(), List.of(sum), bytes.headers());
        }
        String tag = '"' + OpenApiDocument.hash(List.of(sum)) + '"';
        ApiResponse.Bytes answer = request.headers().first("if-none-match").equals(tag)
                ? new ApiResponse.Bytes(304, "", List.of(), bytes.headers())
                : new ApiResponse.Bytes(200, bytes.contentType(), List.of(sum), bytes.headers());
        return answer.with("etag", tag);
    }

    /// @param group null for all of them
    /// @param version null for all of them
    private ApiResponse discovery(ApiRequest request, ClusterImage image, String group, String version) {
        if (version != null) {
            return one(request, image, group, version);
        }
        List<ExtensionApi> further = apis.list(image);
        if (further.isEmpty()) {
            return local.handle(request);
        }
        ApiResponse answer = merged(request.withHeaders(DiscoveryForm.inJson(request.headers())), group, further);
        return answer instanceof ApiResponse.Bytes bytes && DiscoveryForm.inProtobuf(request.headers(), group == null) ? bytes.asProtobuf() : answer;
    }

    /// @param group null for all of them
    private ApiResponse merged(ApiRequest request, String group, List<ExtensionApi> further) {
        if (group != null) {
            Optional<Document> known = local.handle(request) instanceof ApiResponse.Bytes bytes && bytes.status() == 200
                    ? Optional.of(bytes.document())
                    : Optional.empty();
            return MergedDiscovery.group(known, group, further).<ApiResponse>map(merged -> ApiResponse.json(200, merged)).orElseGet(ApiResponse::pageNotFound);
        }
        return sum(request, own -> own.text("kind").equals("APIGroupDiscoveryList")
                ? MergedDiscovery.aggregated(own, further, api -> api.available() ? discovery.resources(request.requireCluster(), api) : Optional.empty())
                : MergedDiscovery.groups(own, further));
    }

    private ApiResponse pass(ApiRequest request, ExtensionApi api) {
        if (!api.available()) {
            return ApiResponse.text(503, "service unavailable\n");
        }
        if (Arrays.stream(request.path().split("/")).anyMatch(part -> part.equals(".") || part.equals(".."))) {
            // Somebody else may read such a path as that of another object than the one that was asked about.
            throw StatusException.notServed();
        }
        String query = request.query().raw().isEmpty() ? "" : "?" + request.query().raw();
        ProxyRelay relay = new ProxyRelay(request, request.path() + query, RemoteUser.of(request.requireIdentity()), Optional.empty());
        Socket connection = open(request.requireCluster(), api);
        ApiResponse answer = relay.over(connection);
        if (answer instanceof ApiResponse.Relayed relayed && relayed.status() >= 300 && relayed.status() < 400
                && relayed.fields().stream().anyMatch(field -> field.is("location"))) {
            close(connection);
            return ApiResponse.text(502, "the backend attempted to redirect this request, which is not permitted\n");
        }
        return answer;
    }

    private Socket open(ClusterRecord cluster, ExtensionApi api) {
        try {
            return connections.open(cluster, api);
        } catch (IOException e) {
            throw ProxyRelay.unreachable(e.getMessage());
        } catch (StatusException e) {
            // A Service or pod that is not there is nothing that the client asked for.
            throw e.code() == 429 ? e : ProxyRelay.unreachable(e.getMessage());
        }
    }

    private static void close(Socket connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // closed either way
        }
    }

    /// What the server of a group answers to a component of this process, in the version that the group prefers of those that are available;
    /// empty where none is.
    ///
    /// @param user a service account of kube-system
    /// @param path behind the version
    public Optional<Document> ask(ClusterRecord cluster, String user, String group, String path) {
        return apis.list(store.image(cluster.id())).stream().filter(api -> api.group().equals(group) && api.available()).findFirst()
                .map(api -> reads.get(cluster, api, user, path));
    }

    /// Why a Service does not answer for its group and version; empty where it does, and where there is no such APIService.
    ///
    /// @param name of the APIService
    public Optional<String> failure(ClusterId cluster, String name) {
        Optional<ClusterRecord> record = store.find(cluster);
        return record.flatMap(found -> apis.find(store.image(cluster), name).flatMap(api -> discovery.failure(found, api)));
    }

    /// Deletes what further APIs have in a namespace, as far as that is possible now.
    public FurtherContent empty(ClusterId cluster, String namespace) {
        return store.find(cluster).map(record -> content.empty(record, apis.list(store.image(cluster)), namespace)).orElse(FurtherContent.NONE);
    }
}
