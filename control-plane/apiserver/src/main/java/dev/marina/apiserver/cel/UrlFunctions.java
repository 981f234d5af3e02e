package dev.marina.apiserver.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `url('https://example.com/')`: addresses are taken apart, never visited. apiserver's pkg/cel/library/urls.go
final class UrlFunctions {

    private static final CelType TYPE = OpaqueType.create("kubernetes.URL");

    private UrlFunctions() {}

    static void addTo(KubernetesFunctions functions) {
        functions.global("isURL", SimpleType.BOOL, SimpleType.STRING, String.class, UrlFunctions::valid);
        functions.global("url", TYPE, SimpleType.STRING, String.class, UrlFunctions::parse);
        functions.member("getScheme", SimpleType.STRING, TYPE, URI.class, uri -> text(uri.getScheme()));
        functions.member("getHost", SimpleType.STRING, TYPE, URI.class, uri -> text(uri.getHost()) + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        functions.member("getHostname", SimpleType.STRING, TYPE, URI.class, uri -> text(uri.getHost()).replaceAll("[\\[\\]]", ""));
        functions.member("getPort", SimpleType.STRING, TYPE, URI.class, uri -> uri.getPort() < 0 ? "" : Integer.toString(uri.getPort()));
        functions.member("getEscapedPath", SimpleType.STRING, TYPE, URI.class, uri -> text(uri.getRawPath()));
        functions.member("getQuery", MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)), TYPE, URI.class, UrlFunctions::query);
    }

    private static String text(String part) {
        return part == null ? "" : part;
    }

    private static boolean valid(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// An absolute address, or a path from the root.
    private static URI parse(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isOpaque() || !uri.isAbsolute() && !text.startsWith("/")) {
                throw new IllegalArgumentException("URL parse error during conversion from string: %s is no absolute address".formatted(text));
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("URL parse error during conversion from string: " + e.getMessage(), e);
        }
    }

    private static Map<String, List<String>> query(URI uri) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String part : text(uri.getRawQuery()).split("&")) {
            if (!part.isEmpty()) {
                String[] pair = part.split("=", 2);
                values.computeIfAbsent(URLDecoder.decode(pair[0], StandardCharsets.UTF_8), _ -> new ArrayList<>())
                        .add(pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
