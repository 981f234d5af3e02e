package dev.marina.controllers.ingress;

import dev.marina.controllers.ingress.ProxyRoute.Cors;
import java.util.ArrayList;
import java.util.List;

/// Which origins' scripts may read what, in nginx's words: variables that say it of one request, and headers with them.
final class ProxyCorsText {

    private ProxyCorsText() {}

    /// Of answers.
    ///
    /// @param name as in [#maps]
    static List<String> headers(String name) {
        return List.of(header("Allow-Origin", name, "told"), header("Allow-Credentials", name, "credentials"), header("Expose-Headers", name, "exposed"),
                header("Allow-Methods", name, "methods"), header("Allow-Headers", name, "headers"), header("Max-Age", name, "age"),
                header("Allow-Private-Network", name, "private"));
    }

    private static String header(String header, String name, String what) {
        return ProxyActionText.answering("Access-Control-" + header, "$%s_%s".formatted(name, what));
    }

    /// @param name of the variable with the origin of a request, where it is one of these
    static List<String> maps(String name, Cors cors) {
        List<String> maps = new ArrayList<>(List.of("map $http_origin $%s {".formatted(name), "    default \"\";"));
        cors.origins().stream().distinct().forEach(origin -> maps.add("    %s $http_origin;".formatted(NginxText.quoted("~" + origin))));
        maps.add("}");
        maps.addAll(List.of("map \"$request_method|$http_access_control_request_method|$%s\" $%1$s_asks {".formatted(name), "    default \"\";",
                "    \"~^OPTIONS\\\\|[^|]+\\\\|.\" 1;", "}"));
        // The origin is told, and what pods say of it themselves where it is none of these.
        map(maps, name, "told", cors.any() && !cors.credentials() ? "*" : "$" + name, "$upstream_http_access_control_allow_origin");
        map(maps, name, "credentials", cors.credentials() ? "true" : "", "$upstream_http_access_control_allow_credentials");
        map(maps, name, "exposed", cors.exposed(), "$upstream_http_access_control_expose_headers");
        preflight(maps, name, "methods", cors.methods());
        preflight(maps, name, "headers", cors.headers());
        preflight(maps, name, "age", cors.maxAge());
        preflight(maps, name, "private", cors.privateNetwork() ? "true" : "");
        return maps;
    }

    private static void map(List<String> maps, String name, String what, String value, String otherwise) {
        maps.addAll(List.of("map $%s $%1$s_%s {".formatted(name, what), "    default \"%s\";".formatted(value), "    \"\" \"%s\";".formatted(otherwise), "}"));
    }

    /// What only who asks beforehand is told.
    private static void preflight(List<String> maps, String name, String what, String value) {
        maps.addAll(List.of("map $%s_asks $%1$s_%s {".formatted(name, what), "    default \"%s\";".formatted(value), "    \"\" \"\";", "}"));
    }
}
