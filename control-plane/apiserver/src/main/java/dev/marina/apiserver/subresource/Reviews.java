package dev.marina.apiserver.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import dev.marina.apiserver.authn.BootstrapTokens;
import dev.marina.apiserver.authn.Identity;
import dev.marina.apiserver.authn.Jwt;
import dev.marina.apiserver.authn.ServiceAccountTokens;
import dev.marina.apiserver.authz.Authorizer;
import dev.marina.apiserver.authz.Decision;
import dev.marina.apiserver.authz.PolicyRule;
import dev.marina.apiserver.endpoint.BodyReader;
import dev.marina.apiserver.endpoint.ClusterViews;
import dev.marina.apiserver.endpoint.SubresourceHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.store.ClusterRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Types that answer a question and are not stored: what somebody may do, and who somebody is.
public final class Reviews {

    private final Authorizer authorizer;
    private final ClusterViews views;
    private final ServiceAccountTokens tokens;
    private final BootstrapTokens bootstrap;

    public Reviews(Authorizer authorizer, ClusterViews views, ServiceAccountTokens tokens, BootstrapTokens bootstrap) {
        this.authorizer = authorizer;
        this.views = views;
        this.tokens = tokens;
        this.bootstrap = bootstrap;
    }

    public Map<String, SubresourceHandler> handlers() {
        return Map.of(
                "selfsubjectaccessreviews.authorization.k8s.io", (request, _, _, _) -> access(request, request.requireIdentity()),
                "subjectaccessreviews.authorization.k8s.io", (request, _, _, _) -> access(request, subject(BodyReader.require(request))),
                "localsubjectaccessreviews.authorization.k8s.io", (request, target, _, _) -> localAccess(request, target),
                "selfsubjectrulesreviews.authorization.k8s.io", (request, _, _, _) -> rules(request),
                "selfsubjectreviews.authentication.k8s.io", (request, _, _, _) -> self(request),
                "tokenreviews.authentication.k8s.io", (request, _, _, _) -> token(request));
    }

    private ApiResponse localAccess(ApiRequest request, Target.Resource target) {
        Document review = BodyReader.require(request);
        if (!review.text("spec", "resourceAttributes", "namespace").equals(target.namespace())) {
            throw StatusException.badRequest("spec.resourceAttributes.namespace must match the namespace of the review");
        }
        return access(request, subject(review));
    }

    private static Identity subject(Document review) {
        JsonNode spec = review.at("spec");
        List<String> groups = new ArrayList<>(spec.path("groups").valueStream().map(JsonNode::asText).toList());
        return new Identity(spec.path("user").asText(""), spec.path("uid").asText(""), groups, Map.of(), Identity.Proof.CERTIFICATE);
    }

    private ApiResponse access(ApiRequest request, Identity identity) {
        Document review = BodyReader.require(request);
        Decision decision = authorizer.decide(identity, target(review), views.current(request.requireCluster()));
        return ApiResponse.json(201, review.edited(node -> {
            node.withObject("/metadata");
            ObjectNode status = node.putObject("status").put("allowed", decision.allowed());
            if (!decision.reason().isEmpty()) {
                status.put("reason", decision.reason());
            }
        }));
    }

    private static Target target(Document review) {
        JsonNode resource = review.at("spec", "resourceAttributes");
        if (resource.isObject()) {
            return new Target.Resource(resource.path("verb").asText(""),
                    new GroupVersionResource(resource.path("group").asText(""), resource.path("version").asText("*"), resource.path("resource").asText("")),
                    resource.path("namespace").asText(""), resource.path("name").asText(""), resource.path("subresource").asText(""));
        }
        JsonNode path = review.at("spec", "nonResourceAttributes");
        if (path.isObject()) {
            return new Target.NonResource(path.path("verb").asText(""), path.path("path").asText(""));
        }
        throw StatusException.badRequest("spec.resourceAttributes or spec.nonResourceAttributes is required");
    }

    private ApiResponse rules(ApiRequest request) {
        Document review = BodyReader.require(request);
        List<PolicyRule> rules = authorizer.rules(request.requireIdentity(), review.text("spec", "namespace"), views.current(request.requireCluster()));
        return ApiResponse.json(201, review.edited(node -> {
            node.withObject("/metadata");
            ObjectNode status = node.putObject("status");
            ArrayNode resources = status.putArray("resourceRules");
            ArrayNode paths = status.putArray("nonResourceRules");
            for (PolicyRule rule : rules) {
                if (rule.nonResourceUrls().isEmpty()) {
                    ObjectNode one = resources.addObject();
                    put(one, "verbs", rule.verbs());
                    put(one, "apiGroups", rule.apiGroups());
                    put(one, "resources", rule.resources());
                    if (!rule.resourceNames().isEmpty()) {
                        put(one, "resourceNames", rule.resourceNames());
                    }
                } else {
                    ObjectNode one = paths.addObject();
                    put(one, "verbs", rule.verbs());
                    put(one, "nonResourceURLs", rule.nonResourceUrls());
                }
            }
            status.put("incomplete", false);
        }));
    }

    private static ApiResponse self(ApiRequest request) {
        Document review = BodyReader.require(request);
        return ApiResponse.json(201, review.edited(node -> {
            node.withObject("/metadata");
            user(node.putObject("status").putObject("userInfo"), request.requireIdentity());
        }));
    }

    private ApiResponse token(ApiRequest request) {
        Document review = BodyReader.require(request);
        return bootstrap.verify(review.text("spec", "token"), request.requireCluster()).map(who -> bootstrapping(review, who, request.requireCluster()))
                .orElseGet(() -> token(review, request.requireCluster(), tokens));
    }

    /// A bootstrap token names no audience: it is for the API server. WrapAudienceAgnosticToken in apiserver's pkg/authentication/authenticator
    private ApiResponse bootstrapping(Document review, Identity who, ClusterRecord cluster) {
        List<String> own = tokens.issuers(cluster);
        List<String> wanted = review.at("spec", "audiences").valueStream().map(JsonNode::asText).toList();
        List<String> audiences = wanted.isEmpty() ? own : wanted.stream().filter(own::contains).toList();
        return ApiResponse.json(201, review.edited(node -> {
            node.withObject("/metadata");
            ObjectNode status = node.putObject("status").put("authenticated", !audiences.isEmpty());
            if (audiences.isEmpty()) {
                status.put("error", "[invalid bearer token]");
            } else {
                user(status.putObject("user"), who);
                put(status, "audiences", audiences);
            }
        }));
    }

    /// Whose account of this cluster a token is.
    static ApiResponse token(Document review, ClusterRecord cluster, ServiceAccountTokens tokens) {
        List<String> wanted = review.at("spec", "audiences").valueStream().map(JsonNode::asText).toList();
        List<String> audiences = wanted.isEmpty() ? tokens.issuers(cluster) : wanted;
        return ApiResponse.json(201, review.edited(node -> {
            node.withObject("/metadata");
            ObjectNode status = node.putObject("status");
            try {
                ServiceAccountTokens.Verified verified = tokens.verify(Jwt.parse(review.text("spec", "token")).orElseThrow(StatusException::unauthorized),
                        cluster, audiences);
                status.put("authenticated", true);
                user(status.putObject("user"), verified.identity());
                put(status, "audiences", verified.audiences());
            } catch (StatusException e) {
                status.put("authenticated", false).put("error", "[invalid bearer token]");
            }
        }));
    }

    private static void user(ObjectNode node, Identity identity) {
        node.put("username", identity.user());
        if (!identity.uid().isEmpty()) {
            node.put("uid", identity.uid());
        }
        put(node, "groups", identity.groups());
        if (!identity.extra().isEmpty()) {
            ObjectNode extra = node.putObject("extra");
            identity.extra().forEach((key, values) -> put(extra, key, values));
        }
    }

    private static void put(ObjectNode node, String field, List<String> values) {
        ArrayNode array = node.putArray(field);
        values.forEach(array::add);
    }
}
