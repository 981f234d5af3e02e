package dev.marina.apiserver.http;

import dev.marina.api.GroupVersionResource;
import dev.marina.api.StatusException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Reads a path of the Kubernetes API. Pure.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
public final class RequestParser {

    private static final String PREFIX = "/clusters/";
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    private RequestParser() {}

    /// The parts of `/clusters/<tenant>/<cluster>/…`; both names are "" for a path elsewhere.
    public record Located(String tenant, String cluster, String path) {}

    public static Located locate(String path) {
        if (!path.startsWith(PREFIX)) {
            return new Located("", "", path);
        }
        String[] parts = path.substring(PREFIX.length()).split("/", 3);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            return new Located("", "", path);
        }
        return new Located(parts[0], parts[1], parts.length == 3 ? "/" + parts[2] : "/");
    }

    /// What `method` on `path` (below the cluster) means.
    public static Target target(String method, String path, Query query) {
        List<String> parts = Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).map(RequestParser::decoded).toList();
        int versionAt;
        if (parts.size() >= 3 && parts.getFirst().equals("api")) {
            versionAt = 1;
        } else if (parts.size() >= 4 && parts.getFirst().equals("apis")) {
            versionAt = 2;
        } else {
            return new Target.NonResource(method.toLowerCase(java.util.Locale.ROOT), path);
        }
        String group = versionAt == 1 ? "" : parts.get(1);
        String version = parts.get(versionAt);
        List<String> rest = parts.subList(versionAt + 1, parts.size());
        String namespace = "";
        if (rest.size() >= 3 && rest.getFirst().equals("namespaces")
                && !(group.isEmpty() && NAMESPACE_SUBRESOURCES.contains(rest.get(2)) && rest.size() == 3)) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        String resource = rest.getFirst();
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        if (rest.size() > 3 && !subresource.equals("proxy")) {
            throw StatusException.notServed();
        }
        if (List.of(group, version, namespace, resource, name, subresource).stream().anyMatch(RequestParser::unnameable)) {
            throw StatusException.notServed();
        }
        if (group.isEmpty() && resource.equals("namespaces") && !name.isEmpty()) {
            namespace = name;
        }
        return new Target.Resource(verb(method, name, subresource, query), new GroupVersionResource(group, version, resource), namespace, name, subresource);
    }

    /// Of one part of a path. What is behind `proxy` is not read here, and may be anything.
    private static String decoded(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    private static boolean unnameable(String part) {
        return part.chars().anyMatch(c -> c == '/' || Character.isISOControl(c));
    }

    private static String verb(String method, String name, String subresource, Query query) {
        if (subresource.equals("exec") || subresource.equals("attach") || subresource.equals("portforward")) {
            return "create";
        }
        return switch (method) {
            case "GET", "HEAD" -> query.flag("watch") && subresource.isEmpty() ? "watch" : name.isEmpty() ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            // Any other may be sent on; no rule but one for all verbs allows it.
            case String _ when subresource.equals("proxy") -> "";
            default -> throw StatusException.methodNotAllowed();
        };
    }
}
