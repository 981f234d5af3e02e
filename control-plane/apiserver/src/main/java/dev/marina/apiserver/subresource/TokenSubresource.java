package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.ServiceAccountTokens;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// `serviceaccounts/token`: a token with an end, bound to a pod or secret where asked.
/// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
public final class TokenSubresource implements SubresourceHandler {

    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final long SHORTEST_SECONDS = 600;
    private static final long LONGEST_SECONDS = 86400;
    private static final long DEFAULT_SECONDS = 3600;

    private final ClusterViews views;
    private final ServiceAccountTokens tokens;
    private final Clock clock;

    public TokenSubresource(ClusterViews views, ServiceAccountTokens tokens, Clock clock) {
        this.views = views;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer) {
        Document asked = BodyReader.require(request);
        ClusterImage image = views.current(request.requireCluster()).image();
        Stored account = image.find(new ObjectKey(image.cluster(), target.groupResource(), target.namespace(), target.name()))
                .orElseThrow(() -> StatusException.notFound(target.groupResource(), target.name()));
        if (request.requireIdentity().node()) {
            requireOwnPod(request, target, asked, image);
        }
        long seconds = asked.has("spec", "expirationSeconds") ? asked.at("spec", "expirationSeconds").asLong() : DEFAULT_SECONDS;
        if (seconds < SHORTEST_SECONDS) {
            throw new StatusException(422, "Invalid",
                    "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: %d: may not specify a duration less than 10 minutes"
                            .formatted(seconds),
                    StatusException.Details.NONE);
        }
        Instant expiry = clock.instant().plusSeconds(Math.min(seconds, LONGEST_SECONDS)).truncatedTo(ChronoUnit.SECONDS);
        List<String> wanted = asked.at("spec", "audiences").valueStream().map(JsonNode::asText).toList();
        List<String> audiences = wanted.isEmpty() ? List.of(tokens.issuer(request.requireCluster())) : wanted;
        String token = tokens.issue(request.requireCluster(), target.namespace(), target.name(), account.fields().uid(), bound(asked, target, image), audiences,
                expiry);
        return ApiResponse.json(201, asked.edited(node -> {
            node.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
            node.withObject("/metadata").put("name", target.name()).put("namespace", target.namespace());
            var spec = node.withObject("/spec").put("expirationSeconds", seconds);
            var list = spec.putArray("audiences");
            audiences.forEach(list::add);
            node.putObject("status").put("token", token).put("expirationTimestamp", expiry.toString());
        }));
    }

    /// A node's agent gets tokens for its own pods only, bound to them.
    private static void requireOwnPod(ApiRequest request, Target.Resource target, Document asked, ClusterImage image) {
        String name = asked.text("spec", "boundObjectRef", "name");
        boolean own = asked.text("spec", "boundObjectRef", "kind").equals("Pod") && !name.isEmpty()
                && image.find(new ObjectKey(image.cluster(), new GroupResource("", "pods"), target.namespace(), name))
                        .map(pod -> request.requireIdentity().nodeName().equals(pod.fields().selectable().get("spec.nodeName"))).orElse(false);
        if (!own) {
            throw StatusException.forbidden(target.groupResource(), target.name(), "node requested token not bound to a pod scheduled on it");
        }
    }

    private static ServiceAccountTokens.Bound bound(Document asked, Target.Resource target, ClusterImage image) {
        if (!asked.at("spec", "boundObjectRef").isObject()) {
            return null;
        }
        String kind = asked.text("spec", "boundObjectRef", "kind");
        String name = asked.text("spec", "boundObjectRef", "name");
        GroupResource type = switch (kind) {
            case "Pod" -> new GroupResource("", "pods");
            case "Secret" -> new GroupResource("", "secrets");
            case "Node" -> NODES;
            default ->
                throw StatusException.badRequest("cannot bind token for serviceaccount \"%s\" to object with kind \"%s\"".formatted(target.name(), kind));
        };
        Stored object = image.find(new ObjectKey(image.cluster(), type, type.equals(NODES) ? "" : target.namespace(), name))
                .orElseThrow(() -> StatusException.notFound(type, name));
        String uid = asked.text("spec", "boundObjectRef", "uid");
        if (!uid.isEmpty() && !uid.equals(object.fields().uid())) {
            throw StatusException.conflict(type, name,
                    "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
                            .formatted(uid));
        }
        boolean otherAccount = kind.equals("Pod") && !Document.parse(object.bytes()).text("spec", "serviceAccountName").equals(target.name());
        if (otherAccount) {
            throw StatusException
                    .badRequest("cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount name".formatted(target.name()));
        }
        return new ServiceAccountTokens.Bound(kind, name, object.fields().uid(), kind.equals("Pod") ? node(object, image) : Optional.empty());
    }

    private static Optional<ServiceAccountTokens.Node> node(Stored pod, ClusterImage image) {
        String name = pod.fields().selectable().getOrDefault("spec.nodeName", "");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        String uid = image.find(new ObjectKey(image.cluster(), NODES, "", name)).map(node -> node.fields().uid()).orElse("");
        return Optional.of(new ServiceAccountTokens.Node(name, uid));
    }
}
