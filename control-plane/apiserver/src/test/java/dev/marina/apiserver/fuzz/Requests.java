package dev.marina.apiserver.fuzz;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.apiserver.fuzz.Seeds.Seed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Makes one request from one number, always the same.
final class Requests {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] METHODS = {"GET", "GET", "GET", "GET", "POST", "POST", "POST", "POST", "POST", "POST", "PUT", "PUT", "PUT", "PATCH", "PATCH",
            "PATCH",
            "PATCH", "PATCH", "PATCH", "DELETE", "HEAD", "FOO"};
    static final String[] PARAMETERS = {"limit", "continue", "labelSelector", "fieldSelector", "resourceVersion", "resourceVersionMatch", "timeoutSeconds",
            "dryRun", "fieldManager", "force", "fieldValidation", "propagationPolicy", "gracePeriodSeconds", "orphanDependents", "pretty", "sendInitialEvents",
            "allowWatchBookmarks", "container", "command", "stdin", "tailLines", "sinceSeconds", "sinceTime", "limitBytes", "includeObject", "ports", "verbose",
            "exclude", "timeout", "watch", "x", "ignoreStoreReadErrorWithClusterBreakingPotential"};
    static final String[] VALUES = {"", "1", "0", "-1", "true", "false", "All", "Strict", "Ignore", "Warn", "Exact", "NotOlderThan", "99999999999999999999",
            "a=b",
            "a in (b,c)", "!a", "a!=b,c", "a in (", "metadata.name=x", "spec.nodeName!=", "status.phase==Running", "=", "metadata.x", "Background",
            "Foreground", "Orphan",
            "e30", "eyJ2IjoiMSJ9", "2026-01-01T00:00:00Z", "x y", "é", "a=b\\,c"};
    static final String[] ACCEPTS = {"application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "*/*", "",
            "application/json;as=Table;g=meta.k8s.io;v=v1", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
            "application/json;as=Table;g=meta.k8s.io;v=v9,application/json", "text/html", ";;=,",
            "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io",
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf", "application/json;stream=watch"};
    static final String[] ELSEWHERE = {"/", "/api", "/apis", "/api/v1", "/apis/apps", "/apis/apps/v1", "/openapi/v2", "/openapi/v3", "/openapi/v3/api/v1",
            "/version", "/healthz", "/livez", "/readyz/ping", "/metrics", "/openid/v1/jwks", "/.well-known/openid-configuration",
            "/debug/api_priority_and_fairness/dump_requests",
            "/logs", "/apis/example.com/v1", "/apis/nothing.example/v1/x", "/api/v1/namespaces/default/pods/x/proxy/y", "/api/v1/nodes/n/proxy/", "/clusters",
            "/api/v1/x/y/z/w/v"};
    private static final String[] PATCHES = {"application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
            "application/apply-patch+yaml"};
    private static final String[] OPERATIONS = {"add", "remove", "replace", "move", "copy", "test", "x"};
    private static final String[] STEPS = {"metadata", "labels", "a", "spec", "containers", "0", "-", "99999999999", "-1", "00", "", "~0", "~1", "~", "data",
            "finalizers",
            "annotations", "template", "é"};

    private final RandomGenerator random;
    private final Mangling mangling;
    private final Writing writing;
    private final Seeds seeds;

    private Requests(RandomGenerator random) {
        this.random = random;
        this.mangling = new Mangling(random);
        this.writing = new Writing(random);
        this.seeds = new Seeds(random);
    }

    static Asked of(long number) {
        return new Requests(new SplittableRandom(number)).request();
    }

    private Asked request() {
        Seed seed = seeds.any();
        String method = METHODS[random.nextInt(METHODS.length)];
        ObjectNode object = seed.object();
        String name = name();
        if (!seed.group().endsWith("/v1") || random.nextInt(20) > 0) {
            object.withObject("/metadata").put("name", seed.resource().equals("customresourcedefinitions") ? object.at("/metadata/name").asText(name) : name);
            object.withObject("/metadata").remove(List.of("namespace", "uid", "resourceVersion", "deletionTimestamp", "managedFields", "ownerReferences"));
        }
        if (random.nextBoolean()) {
            mangling.mangle(object);
        }
        String path = random.nextInt(15) == 0 ? ELSEWHERE[random.nextInt(ELSEWHERE.length)] : path(seed, method, name);
        String query = query(seed, path);
        Map<String, String> headers = new HashMap<>();
        headers.put("accept", random.nextInt(3) > 0 ? "application/json" : pick(ACCEPTS));
        Writing.Written body = body(method, object);
        return new Asked(method, path, query, random.nextInt(30) == 0 ? "text/strange;charset=x" : body.contentType(), body.bytes(), headers);
    }

    private String name() {
        return random.nextInt(12) > 0 ? "o" + random.nextInt(6) : URLEncoder.encode(mangling.text(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String path(Seed seed, String method, String name) {
        StringBuilder path = new StringBuilder(seed.group());
        if (seed.namespaced() && random.nextInt(20) > 0) {
            path.append("/namespaces/").append(random.nextInt(20) > 0 ? "default" : name());
        }
        path.append('/').append(random.nextInt(40) > 0 ? seed.resource() : name());
        boolean collection = method.equals("POST") || method.equals("GET") && random.nextBoolean();
        boolean named = random.nextInt(12) > 0 ? !collection : collection;
        if (named) {
            path.append('/').append(name);
            if (random.nextInt(5) == 0) {
                path.append('/').append(
                        seed.subresources().isEmpty() || random.nextInt(6) == 0 ? name() : seed.subresources().get(random.nextInt(seed.subresources().size())));
            }
        }
        if (random.nextInt(40) == 0) {
            path.insert(random.nextInt(path.length()), pick(new String[] {"/", "//", "%2F", "%", "%zz", "..", "\u00e9", "%00", ";", "+", "%F0%9F"}));
        }
        return path.toString();
    }

    private String query(Seed seed, String path) {
        List<String> parameters = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String value = random.nextInt(5) > 0 ? pick(VALUES) : mangling.text();
            parameters.add(pick(PARAMETERS) + "=" + (random.nextInt(10) > 0 ? encoded(value) : value.replaceAll("[&#\\r\\n\\x00 ]", "%")));
        }
        if (path.contains("fieldManager") || random.nextInt(3) == 0) {
            parameters.add("fieldManager=m" + random.nextInt(3));
        }
        if (seed.onlyTried()) {
            parameters.addFirst("dryRun=All");
        }
        return String.join("&", parameters);
    }

    private static String encoded(String value) {
        // A lone half of a pair of characters has no bytes.
        return URLEncoder.encode(value.replace('\ud800', '?'), StandardCharsets.UTF_8);
    }

    private Writing.Written body(String method, ObjectNode object) {
        return switch (method) {
            case "PATCH" -> {
                String type = pick(PATCHES);
                yield new Writing.Written(type,
                        writing.patch(type.startsWith("application/json-patch") ? operations() : patch(object, type), type.endsWith("yaml")));
            }
            case "DELETE" -> random.nextBoolean() ? new Writing.Written("", new byte[0]) : writing.object(deleteOptions());
            case "POST", "PUT" -> writing.object(object);
            default -> random.nextInt(10) > 0 ? new Writing.Written("", new byte[0]) : writing.object(object);
        };
    }

    private ObjectNode patch(ObjectNode object, String type) {
        if (type.endsWith("yaml")) {
            return object;
        }
        ObjectNode patch = JSON.objectNode();
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        names.stream().filter(name -> random.nextInt(3) > 0).forEach(name -> patch.set(name, object.get(name)));
        mangling.mangle(patch);
        return patch;
    }

    private ArrayNode operations() {
        ArrayNode operations = JSON.arrayNode();
        for (int i = random.nextInt(5); i >= 0; i--) {
            ObjectNode operation = operations.addObject().put("op", pick(OPERATIONS)).put("path", pointer());
            if (random.nextInt(4) > 0) {
                operation.set("value", mangling.value(1));
            }
            if (random.nextBoolean()) {
                operation.put("from", pointer());
            }
            if (random.nextInt(20) == 0) {
                mangling.mangle(operation);
            }
        }
        return operations;
    }

    private String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            pointer.append('/').append(pick(STEPS));
        }
        return random.nextInt(20) == 0 ? pointer.append('/').append(mangling.text()).toString() : pointer.toString();
    }

    private ObjectNode deleteOptions() {
        ObjectNode options = JSON.objectNode().put("apiVersion", "v1").put("kind", "DeleteOptions");
        options.put("propagationPolicy", pick(VALUES)).put("gracePeriodSeconds", random.nextInt(-2, 3)).putObject("preconditions").put("uid", pick(VALUES));
        mangling.mangle(options);
        return options;
    }

    private String pick(String[] of) {
        return of[random.nextInt(of.length)];
    }
}
