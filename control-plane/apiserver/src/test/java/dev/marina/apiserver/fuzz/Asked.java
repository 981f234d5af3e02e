package dev.marina.apiserver.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One request, as it would come over the line.
///
/// @param path below the cluster, as it is sent
/// @param query "" for none
/// @param more headers by name in lower case
record Asked(String method, String path, String query, String contentType, byte[] body, Map<String, String> more) {

    private static final int SHOWN = 4000;

    Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("host", List.of("localhost"));
        headers.put("user-agent", List.of("fuzz/1.0"));
        if (!contentType.isEmpty()) {
            headers.put("content-type", List.of(contentType));
        }
        more.forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }

    @Override
    public String toString() {
        String text = new String(body, StandardCharsets.UTF_8);
        boolean printable = text.chars().allMatch(letter -> letter >= ' ' || letter == '\n') && text.indexOf('\uFFFD') < 0;
        String shown = printable ? text : "base64 " + Base64.getEncoder().encodeToString(body);
        return "%s %s?%s %s%n%s: %s".formatted(method, path, query, more, contentType, shown.length() > SHOWN ? shown.substring(0, SHOWN) + " …" : shown);
    }
}
