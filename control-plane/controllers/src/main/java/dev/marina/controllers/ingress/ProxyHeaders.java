package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.ingress.RouteAction.HeaderChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What changes in headers: `requestHeadersPolicy` and its kin, with Contour's messages (headersPolicyRoute in internal/dag/policy.go), and
/// values as nginx says them.
final class ProxyHeaders {

    private static final Pattern NAME = Pattern.compile("[-A-Za-z0-9]{1,256}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}(:\\d{1,5})?|%REQ\\([A-Za-z0-9-]+\\)%");
    /// On which it depends where a message ends.
    private static final Set<String> HELD = Set.of("Connection", "Content-Length", "Transfer-Encoding", "Upgrade");
    private static final Pattern DYNAMIC = Pattern.compile("%(?:REQ\\((:?[A-Za-z0-9-]+)\\)|([A-Z0-9_]+))%");
    /// Envoy's variables of which nginx knows what they are. Others stand as they are written.
    private static final Map<String, String> VARIABLES = Map.ofEntries(Map.entry("DOWNSTREAM_REMOTE_ADDRESS", "${remote_addr}:${remote_port}"),
            Map.entry("DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", "${remote_addr}"), Map.entry("DOWNSTREAM_LOCAL_ADDRESS", "${server_addr}:${client_port}"),
            Map.entry("DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT", "${server_addr}"), Map.entry("DOWNSTREAM_LOCAL_PORT", "${client_port}"),
            Map.entry("DOWNSTREAM_TLS_VERSION", "${ssl_protocol}"), Map.entry("DOWNSTREAM_TLS_CIPHER", "${ssl_cipher}"),
            Map.entry("DOWNSTREAM_TLS_SESSION_ID", "${ssl_session_id}"), Map.entry("DOWNSTREAM_PEER_SUBJECT", "${ssl_client_s_dn}"),
            Map.entry("DOWNSTREAM_PEER_ISSUER", "${ssl_client_i_dn}"), Map.entry("DOWNSTREAM_PEER_SERIAL", "${ssl_client_serial}"),
            Map.entry("DOWNSTREAM_PEER_FINGERPRINT_1", "${ssl_client_fingerprint}"), Map.entry("DOWNSTREAM_PEER_CERT", "${ssl_client_escaped_cert}"),
            Map.entry("HOSTNAME", "${hostname}"), Map.entry("PROTOCOL", "${server_protocol}"), Map.entry("UPSTREAM_REMOTE_ADDRESS", "${upstream_addr}"));
    private static final Map<String, String> PSEUDO = Map.of(":authority", "${http_host}", ":path", "${request_uri}", ":method", "${request_method}");

    private ProxyHeaders() {}

    static final class Invalid extends Exception {
        Invalid(String message, Object... values) {
            super(message.formatted(values));
        }
    }

    /// @param host that stands for the request's
    record Changes(List<HeaderChange> headers, Optional<String> host) {
        static final Changes NONE = new Changes(List.of(), Optional.empty());
    }

    /// @param host whether it may be changed
    /// @param known what stands for `%CONTOUR_…%`
    static Changes changes(JsonNode policy, boolean host, Map<String, String> known) throws Invalid {
        Map<String, HeaderChange> set = new java.util.LinkedHashMap<>();
        Optional<String> rewritten = Optional.empty();
        for (JsonNode each : policy.path("set")) {
            String name = canonical(each.path("name").asText());
            String value = value(each.path("value").asText(), known);
            if (set.containsKey(name)) {
                throw new Invalid("duplicate header addition: \"%s\"", name);
            }
            if (name.equals("Host")) {
                if (!host) {
                    throw new Invalid("rewriting \"%s\" header is not supported", name);
                }
                if (!HOST.matcher(value).matches()) {
                    throw new Invalid("invalid set header \"%s\": \"%s\" is no name of a host", name, value);
                }
                rewritten = Optional.of(value);
                continue;
            }
            usable("set", name);
            if (!NginxText.fits(text(value)) || value.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
                throw new Invalid("invalid set header \"%s\": its value is too long or has control characters", name);
            }
            set.put(name, new HeaderChange(HeaderChange.Kind.SET, name, value));
        }
        List<HeaderChange> all = new ArrayList<>(set.values());
        Set<String> removed = new HashSet<>();
        for (JsonNode each : policy.path("remove")) {
            String name = canonical(each.asText());
            if (!removed.add(name)) {
                throw new Invalid("duplicate header removal: \"%s\"", name);
            }
            usable("remove", name);
            // As Envoy does, which removes first.
            if (!set.containsKey(name)) {
                all.add(new HeaderChange(HeaderChange.Kind.REMOVE, name, ""));
            }
        }
        return new Changes(all, rewritten);
    }

    private static void usable(String act, String name) throws Invalid {
        if (!NAME.matcher(name).matches()) {
            throw new Invalid("invalid %s header \"%s\": [a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', "
                    + "regex used for validation is '[-A-Za-z0-9]+')]", act, name);
        }
        if (HELD.contains(name) || name.equals("Host")) {
            throw new Invalid("invalid %s header \"%s\": it is the entrance's own", act, name);
        }
    }

    /// `x-name` as `X-Name`, as Go's http.CanonicalHeaderKey.
    static String canonical(String name) {
        if (!NAME.matcher(name).matches()) {
            return name;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            boolean first = i == 0 || name.charAt(i - 1) == '-';
            text.append(first ? Character.toUpperCase(name.charAt(i)) : Character.toLowerCase(name.charAt(i)));
        }
        return text.toString();
    }

    private static String value(String value, Map<String, String> known) {
        String text = value;
        for (Map.Entry<String, String> each : known.entrySet()) {
            text = text.replace("%" + each.getKey() + "%", each.getValue());
        }
        return text;
    }

    /// In quotes, with Envoy's variables as nginx's, and where nginx would read another variable with a dollar sign.
    static String text(String value) {
        String quoted = '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "${%s_dollar}".formatted(ProxyText.PREFIX)) + '"';
        return DYNAMIC.matcher(quoted).replaceAll(found -> Matcher.quoteReplacement(variable(found.group(1), found.group(2)).orElse(found.group())));
    }

    private static Optional<String> variable(String header, String name) {
        if (header == null) {
            return Optional.ofNullable(VARIABLES.get(name));
        }
        String lower = header.toLowerCase(Locale.ROOT);
        return lower.startsWith(":") ? Optional.ofNullable(PSEUDO.get(lower)) : Optional.of("${" + RequestConditions.variable(lower) + "}");
    }
}
