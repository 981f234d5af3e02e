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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// Requests of components in this process: the same chain of filters, no bytes on a wire. Writes carry the shard's epoch, so a
/// component whose process has lost the shard is refused.
final class InProcessClient implements ClusterClient {

    private final ApiHandler chain;
    private final ClusterStore store;

    InProcessClient(ApiHandler chain, ClusterStore store) {
        this.chain = chain;
        this.store = store;
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
        return document(send(call, "PATCH", target("patch", resource, namespace, name, subresource),
                new Headers(Map.of("content-type", List.of(contentType))), new Body.Bytes(patch, contentType)));
    }

    @Override
    public void delete(Call call, GroupVersionResource resource, String namespace, String name, Document options) {
        send(call, "DELETE", target("delete", resource, namespace, name, ""), Headers.NONE, new Body.Parsed(options));
    }

    @Override
    public Document createSub(Call call, GroupVersionResource resource, String namespace, String name, String subresource, Document body) {
        return document(send(call, "POST", target("create", resource, namespace, name, subresource), Headers.NONE, new Body.Parsed(body)));
    }

    private static Target.Resource target(String verb, GroupVersionResource resource, String namespace, String name, String subresource) {
        return new Target.Resource(verb, resource, namespace, name, subresource);
    }

    private ApiResponse.Bytes send(Call call, String method, Target.Resource target, Headers headers, Body body) {
        ClusterRecord cluster = store.find(call.cluster())
                .orElseThrow(() -> new StatusException(404, "NotFound", "there is no cluster " + call.cluster(), StatusException.Details.NONE));
        Map<String, List<String>> fields = new HashMap<>(headers.byLowerCaseName());
        fields.put("user-agent", List.of(component(call.user())));
        Peer peer = new Peer.InProcess(call.user(), OptionalLong.of(store.epoch(call.cluster())));
        ApiRequest request = new ApiRequest(UUID.randomUUID().toString(), method, cluster.tenant(), cluster.name(), path(target), Query.NONE,
                new Headers(fields),
                body, peer, target, Optional.of(cluster), Optional.empty(), call.cause());
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

    /// For log lines.
    private static String path(Target.Resource target) {
        return "/" + target.resource() + (target.namespace().isEmpty() ? "" : "/" + target.namespace()) + (target.name().isEmpty() ? "" : "/" + target.name());
    }

    private static Document document(ApiResponse.Bytes response) {
        return Document.parse(response.slices().getFirst());
    }
}
