package dev.marina.apiserver;

import dev.marina.api.ClusterClient;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Query;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;

/// Requests of components in this process: the same chain of filters, no bytes on a wire. Writes carry the shard's epoch, so a
/// component whose process has lost the shard is refused.
final class InProcessClient implements ClusterClient {

    private static final Query FORCED = Query.parse("force=true");
    private static final String MANAGER = "fieldManager";

    private final ApiHandler chain;
    private final ClusterStore store;
    private final BiFunction<Call, OptionalLong, Peer> peer;
    private final Query applying;

    InProcessClient(ApiHandler chain, ClusterStore store) {
        this(chain, store, (call, epoch) -> new Peer.InProcess(call.user(), epoch), Query.NONE);
    }

    /// @param peer who is at the other end, by call and epoch of the shard
    /// @param applying options of what is applied
    InProcessClient(ApiHandler chain, ClusterStore store, BiFunction<Call, OptionalLong, Peer> peer, Query applying) {
        this.chain = chain;
        this.store = store;
        this.peer = peer;
        this.applying = applying;
    }

    @Override
    public Document create(Call call, GroupVersionResource resource, Document object) {
        return document(send(call, "POST", new Target.Resource("create", resource, object.namespace(), "", ""), Headers.NONE, new Body.Parsed(object)));
    }

    @Override
    public Document update(Call call, GroupVersionResource resource, String subresource, Document object) {
        return document(send(call, "PUT", target("update", resource, object.namespace(), object.name(), subresource), Headers.NONE, new Body.Parsed(object)));
    }

    @Override
    public Document patch(Call call, GroupVersionResource resource, String namespace, String name, String subresource, PatchType type, byte[] patch) {
        String contentType = switch (type) {
            case JSON -> "application/json-patch+json";
            case MERGE -> "application/merge-patch+json";
            case STRATEGIC -> "application/strategic-merge-patch+json";
            case APPLY -> "application/apply-patch+yaml";
        };
        return document(send(call, "PATCH", target("patch", resource, namespace, name, subresource), type == PatchType.APPLY ? applying : Query.NONE,
                new Headers(Map.of("content-type", List.of(contentType))), new Body.Bytes(patch, contentType)));
    }

    @Override
    public Document apply(Call call, GroupVersionResource resource, Document object, boolean force) {
        String contentType = "application/apply-patch+yaml";
        return document(send(call, "PATCH", target("patch", resource, object.namespace(), object.name(), ""), options(force),
                new Headers(Map.of("content-type", List.of(contentType))), new Body.Bytes(object.bytes(), contentType)));
    }

    private Query options(boolean force) {
        String manager = applying.text(MANAGER);
        return manager.isEmpty() ? force ? FORCED : Query.NONE : Query.parse(MANAGER + "=" + manager + (force ? "&force=true" : ""));
    }

    @Override
    public void delete(Call call, GroupVersionResource resource, String namespace, String name, Document options) {
        send(call, "DELETE", target("delete", resource, namespace, name, ""), Headers.NONE, new Body.Parsed(options));
    }

    @Override
    public Document createSub(Call call, GroupVersionResource resource, String namespace, String name, String subresource, Document body) {
        return document(send(call, "POST", target("create", resource, namespace, name, subresource), Headers.NONE, new Body.Parsed(body)));
    }

    Document read(Call call, Target.Resource target, Query query) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        send(call, "GET", target, query, Headers.NONE, Body.NONE).slices().forEach(all::writeBytes);
        return Document.parse(all.toByteArray());
    }

    static Target.Resource target(String verb, GroupVersionResource resource, String namespace, String name, String subresource) {
        return new Target.Resource(verb, resource, namespace, name, subresource);
    }

    private ApiResponse.Bytes send(Call call, String method, Target.Resource target, Headers headers, Body body) {
        return send(call, method, target, Query.NONE, headers, body);
    }

    private ApiResponse.Bytes send(Call call, String method, Target.Resource target, Query query, Headers headers, Body body) {
        ClusterRecord cluster = store.find(call.cluster())
                .orElseThrow(() -> new StatusException(404, "NotFound", "there is no cluster " + call.cluster(), StatusException.Details.NONE));
        Map<String, List<String>> fields = new HashMap<>(headers.byLowerCaseName());
        fields.put("user-agent", List.of(component(call.user())));
        ApiRequest request = new ApiRequest(UUID.randomUUID().toString(), method, cluster.tenant(), cluster.name(), path(target), query,
                new Headers(fields),
                body, peer.apply(call, OptionalLong.of(store.epoch(call.cluster()))), target, Optional.of(cluster), Optional.empty(), call.cause());
        return switch (chain.handle(request)) {
            case ApiResponse.Bytes bytes -> bytes;
            case ApiResponse.Failure failure -> throw failure.reason();
            case ApiResponse.Stream _, ApiResponse.Upgrade _, ApiResponse.Relayed _, ApiResponse.Switched _ ->
                throw new IllegalStateException("a component asked for an endless answer");
        };
    }

    /// Under which name it manages fields: upstream has one process for the scheduler and one for all controllers.
    private static String component(String user) {
        return user.equals("system:kube-scheduler") ? "kube-scheduler" : "kube-controller-manager";
    }

    /// As it would be asked for from outside.
    private static String path(Target.Resource target) {
        GroupVersionResource type = target.resource();
        StringBuilder path = new StringBuilder(type.group().isEmpty() ? "/api/" : "/apis/" + type.group() + "/").append(type.version());
        boolean namespace = type.group().isEmpty() && type.resource().equals("namespaces");
        if (!target.namespace().isEmpty() && !namespace) {
            path.append("/namespaces/").append(target.namespace());
        }
        path.append('/').append(type.resource());
        for (String part : new String[] {target.name(), target.subresource()}) {
            if (!part.isEmpty()) {
                path.append('/').append(part);
            }
        }
        return path.toString();
    }

    private static Document document(ApiResponse.Bytes response) {
        return Document.written(response.slices().getFirst());
    }
}
