package dev.marina.apiserver.fuzz;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Makes one attempt to reach another tenant's cluster from one number, always the same.
final class Probes {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] METHODS = {"GET", "GET", "GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    private static final String[] IDENTITIES = {"admin", "system:admin", "kubernetes-admin", "system:serviceaccount:default:shared", "system:node:n1",
            "system:kube-controller-manager", "marina:admin"};

    private final Loot loot;
    private final RandomGenerator random;

    private Probes(Loot loot, RandomGenerator random) {
        this.loot = loot;
        this.random = random;
    }

    /// What a thief may have got hold of: names, ids and tokens of the other cluster.
    ///
    /// @param texts such as a continue token or an object's uid
    record Loot(String ownRoot, String otherRoot, List<String> texts, String token) {}

    /// @param root which is sent before the path
    record Probe(String root, Asked asked, int who) {}

    static Probe of(long number, Loot loot) {
        return new Probes(loot, new SplittableRandom(number)).probe();
    }

    private Probe probe() {
        String method = pick(METHODS);
        String path = random.nextInt(12) == 0 ? pick(Requests.ELSEWHERE) : path();
        Map<String, String> headers = headers();
        return new Probe(root(),
                new Asked(method, path, query(), method.equals("PATCH") ? "application/merge-patch+json" : "application/json", body(method), headers),
                random.nextInt(12));
    }

    private String root() {
        String other = loot.otherRoot();
        return switch (random.nextInt(22)) {
            case 0, 1, 2, 3 -> other;
            case 4 -> loot.ownRoot() + "/../../.." + other;
            case 5 -> loot.ownRoot() + other;
            case 6 -> other.replaceFirst("/main$", "%2Fmain");
            case 7 -> loot.ownRoot().replaceFirst("/main$", "%2F..%2F..%2Fglobex%2Fmain");
            case 8 -> "/" + other;
            case 9 -> other + "/";
            case 10 -> "";
            case 11 -> loot.ownRoot() + "/." + other;
            case 12 -> other.toUpperCase(java.util.Locale.ROOT).replace("/CLUSTERS", "/clusters");
            default -> loot.ownRoot();
        };
    }

    private String path() {
        ResourceDefinition type = Seeds.types().get(random.nextInt(Seeds.types().size()));
        StringBuilder path = new StringBuilder(random.nextInt(8) == 0 ? "/apis/example.com/v1" : Seeds.group(type.resource().apiVersion()));
        if (type.namespaced() && random.nextInt(4) > 0) {
            path.append("/namespaces/").append(pick("default", "shared", "kube-system", "../globex", "*"));
        }
        path.append('/').append(path.toString().contains("example.com") ? Seeds.WIDGETS : type.names().plural());
        if (random.nextBoolean()) {
            path.append('/').append(random.nextInt(6) > 0 ? "shared" : encoded(stolen()));
            if (random.nextInt(3) == 0 && !type.subresources().isEmpty()) {
                path.append('/').append(type.subresources().get(random.nextInt(type.subresources().size())).name());
            }
        }
        return path.toString();
    }

    private String query() {
        List<String> parameters = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = random.nextInt(5) > 0
                    ? pick(Requests.PARAMETERS)
                    : pick("cluster", "tenant", "namespace", "clusterName", "root", "path", "as", "user");
            String value = switch (random.nextInt(3)) {
                case 0 -> stolen();
                case 1 -> pick("globex", "globex/main", "acme/../globex", "metadata.name=shared", "metadata.namespace=shared",
                        "http://127.0.0.1/clusters/globex/main");
                default -> pick(Requests.VALUES);
            };
            parameters.add(name + "=" + encoded(value));
        }
        return String.join("&", parameters);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        headers.put("accept", random.nextInt(3) > 0 ? "application/json" : pick(Requests.ACCEPTS));
        for (int i = random.nextInt(3) == 0 ? random.nextInt(1, 3) : 0; i > 0; i--) {
            switch (random.nextInt(7)) {
                case 0 -> headers.put("impersonate-user", pick(IDENTITIES));
                case 1 -> {
                    headers.put("impersonate-user", pick(IDENTITIES));
                    headers.put("impersonate-group", pick("system:masters", "system:nodes", "marina:machines"));
                }
                case 2 -> headers.put(pick("x-remote-user", "x-forwarded-user"), pick(IDENTITIES));
                case 3 -> headers.put("x-remote-group", "system:masters");
                case 4 -> headers.put(pick("x-forwarded-uri", "x-original-url", "x-rewrite-url", "x-forwarded-prefix"), loot.otherRoot() + "/api/v1/secrets");
                case 5 -> headers.put("host", pick("globex", "globex.localhost", "main.globex.svc"));
                default -> headers.put("marina-cause", stolen());
            }
        }
        return headers;
    }

    private byte[] body(String method) {
        if (method.equals("GET") || method.equals("HEAD") || method.equals("DELETE") && random.nextBoolean()) {
            return new byte[0];
        }
        List<Seeds.Seed> valid = Seeds.valid();
        ObjectNode object = random.nextInt(3) == 0 ? review() : valid.get(random.nextInt(valid.size())).object();
        if (!object.has("spec") || random.nextBoolean()) {
            ObjectNode metadata = object.withObject("/metadata").put("name", "shared");
            switch (random.nextInt(6)) {
                case 0 -> metadata.put("uid", stolen());
                case 1 -> metadata.put("resourceVersion", stolen());
                case 2 -> metadata.put("clusterName", "main").put("tenant", "globex");
                case 3 -> metadata.put("selfLink", loot.otherRoot() + "/api/v1/secrets/shared");
                case 4 ->
                    metadata.putArray("ownerReferences").addObject().put("apiVersion", "v1").put("kind", "Secret").put("name", "shared").put("uid", stolen());
                default -> metadata.put("namespace", pick("default", "shared", "globex"));
            }
        }
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode review() {
        ObjectNode review = JSON.objectNode();
        if (random.nextBoolean()) {
            review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview").putObject("spec").put("token", loot.token());
        } else {
            review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview").putObject("spec").put("user", pick(IDENTITIES))
                    .put("uid", stolen())
                    .putObject("resourceAttributes").put("verb", "get").put("resource", "secrets").put("name", "shared");
        }
        return review;
    }

    private String stolen() {
        return loot.texts().get(random.nextInt(loot.texts().size()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }
}
