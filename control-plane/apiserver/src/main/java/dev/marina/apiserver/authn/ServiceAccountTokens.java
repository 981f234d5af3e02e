package dev.marina.apiserver.authn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.store.ClusterImage;
import dev.marina.store.ClusterRecord;
import dev.marina.store.ClusterStore;
import dev.marina.store.Stored;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Tokens of service accounts: each cluster is an issuer of its own with keys of its own. A token is good as long as the
/// account, and the pod or secret that it is bound to, are still the same objects.
/// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
public final class ServiceAccountTokens implements BearerToken.Issuer {

    public static final GroupResource SERVICE_ACCOUNTS = new GroupResource("", "serviceaccounts");
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final GroupResource SECRETS = new GroupResource("", "secrets");
    private static final Duration LEEWAY_FOR_TERMINATING = Duration.ofSeconds(60);

    /// Before the id of the cluster whose key it is: two clusters may issue under one name.
    static final String KEY_ID = "marina-";

    private final ClusterStore store;
    private final Function<ClusterRecord, List<String>> issuersOf;
    private final Clock clock;

    /// @param issuersOf under which names a cluster's tokens were ever issued; now under the first
    public ServiceAccountTokens(ClusterStore store, Function<ClusterRecord, List<String>> issuersOf, Clock clock) {
        this.store = store;
        this.issuersOf = issuersOf;
        this.clock = clock;
    }

    /// The same, judging by another clock.
    public ServiceAccountTokens at(Clock time) {
        return new ServiceAccountTokens(store, issuersOf, time);
    }

    public String issuer(ClusterRecord cluster) {
        return issuers(cluster).getFirst();
    }

    /// For whom a token is that is for nobody else.
    public List<String> issuers(ClusterRecord cluster) {
        return issuersOf.apply(cluster);
    }

    @Override
    public Optional<Identity> accept(Jwt token, ApiRequest request) {
        if (request.cluster().isEmpty() || !issuers(request.requireCluster()).contains(token.issuer())) {
            return Optional.empty();
        }
        return Optional.of(verify(token, request.requireCluster(), issuers(request.requireCluster())).identity());
    }

    /// @param audiences of the asked ones, those that the token has
    public record Verified(Identity identity, List<String> audiences) {}

    /// Throws `Unauthorized` for a token that is not good for any of these audiences.
    public Verified verify(Jwt token, ClusterRecord cluster, List<String> wantedAudiences) {
        if (!issuers(cluster).contains(token.issuer()) || !token.signedBy(ClusterKeys.tokenPublicKey(cluster), Jwt.Algorithm.ES256)
                || !token.validAt(clock.instant())) {
            throw StatusException.unauthorized();
        }
        List<String> audiences = wantedAudiences.stream().filter(token.audiences()::contains).toList();
        if (audiences.isEmpty()) {
            throw StatusException.unauthorized();
        }
        Document claims = token.claims();
        String namespace = claims.text("kubernetes.io", "namespace");
        String name = claims.text("kubernetes.io", "serviceaccount", "name");
        String uid = claims.text("kubernetes.io", "serviceaccount", "uid");
        ClusterImage image = store.image(cluster.id());
        requireLive(image, new ObjectKey(cluster.id(), SERVICE_ACCOUNTS, namespace, name), uid);
        Map<String, List<String>> extra = new java.util.TreeMap<>();
        extra.put("authentication.kubernetes.io/credential-id", List.of("JTI=" + claims.text("jti")));
        if (claims.at("kubernetes.io", "pod").isObject()) {
            String pod = claims.text("kubernetes.io", "pod", "name");
            String podUid = claims.text("kubernetes.io", "pod", "uid");
            requireLive(image, new ObjectKey(cluster.id(), PODS, namespace, pod), podUid);
            extra.put("authentication.kubernetes.io/pod-name", List.of(pod));
            extra.put("authentication.kubernetes.io/pod-uid", List.of(podUid));
        }
        if (claims.at("kubernetes.io", "node").isObject()) {
            String node = claims.text("kubernetes.io", "node", "name");
            String nodeUid = claims.text("kubernetes.io", "node", "uid");
            if (!claims.at("kubernetes.io", "pod").isObject()) {
                requireLive(image, new ObjectKey(cluster.id(), NODES, "", node), nodeUid);
            }
            extra.put("authentication.kubernetes.io/node-name", List.of(node));
            if (!nodeUid.isEmpty()) {
                extra.put("authentication.kubernetes.io/node-uid", List.of(nodeUid));
            }
        }
        if (claims.at("kubernetes.io", "secret").isObject()) {
            requireLive(image, new ObjectKey(cluster.id(), SECRETS, namespace, claims.text("kubernetes.io", "secret", "name")),
                    claims.text("kubernetes.io", "secret", "uid"));
        }
        return new Verified(identity(namespace, name, uid, extra), audiences);
    }

    public static Identity identity(String namespace, String name, String uid, Map<String, List<String>> extra) {
        return Identity.authenticated("system:serviceaccount:%s:%s".formatted(namespace, name), uid,
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace), extra, Identity.Proof.SERVICE_ACCOUNT_TOKEN);
    }

    private void requireLive(ClusterImage image, ObjectKey key, String uid) {
        Stored stored = image.find(key).orElseThrow(StatusException::unauthorized);
        if (!stored.fields().uid().equals(uid)) {
            throw StatusException.unauthorized();
        }
        if (stored.fields().terminating()) {
            String deletion = Document.parse(stored.bytes()).text("metadata", "deletionTimestamp");
            if (Instant.parse(deletion).plus(LEEWAY_FOR_TERMINATING).isBefore(clock.instant())) {
                throw StatusException.unauthorized();
            }
        }
    }

    /// Makes a token for an account.
    ///
    /// @param bound the object it is bound to; null for none
    public String issue(ClusterRecord cluster, String namespace, String account, String accountUid, Bound bound, List<String> audiences, Instant expiry) {
        Instant now = clock.instant();
        Document claims = Document.empty().edited(node -> {
            node.put("iss", issuer(cluster)).put("sub", "system:serviceaccount:%s:%s".formatted(namespace, account));
            com.fasterxml.jackson.databind.node.ArrayNode list = node.putArray("aud");
            audiences.forEach(list::add);
            node.put("iat", now.getEpochSecond()).put("nbf", now.getEpochSecond()).put("exp", expiry.getEpochSecond()).put("jti", UUID.randomUUID().toString());
            ObjectNode details = node.putObject("kubernetes.io");
            details.put("namespace", namespace);
            details.putObject("serviceaccount").put("name", account).put("uid", accountUid);
            if (bound != null) {
                details.putObject(bound.kind().toLowerCase(java.util.Locale.ROOT)).put("name", bound.name()).put("uid", bound.uid());
                bound.node().ifPresent(found -> put(details.putObject("node"), found));
            }
        });
        return Jwt.sign(claims, ClusterKeys.of(cluster).tokenKey(), KEY_ID + cluster.id());
    }

    private static void put(ObjectNode claim, Node node) {
        claim.put("name", node.name());
        if (!node.uid().isEmpty()) {
            claim.put("uid", node.uid());
        }
    }

    /// @param node on which the pod is, where it is one
    public record Bound(String kind, String name, String uid, Optional<Node> node) {}

    /// @param uid "" where the cluster does not know the node
    public record Node(String name, String uid) {}
}
