package dev.marina.apiserver.proxy;

import dev.marina.api.StatusException;
import java.util.Set;

/// `name`, `name:port` or `scheme:name:port`. SplitSchemeNamePort in apimachinery's pkg/util/net/port_split.go
///
/// @param scheme "", `http` or `https`
/// @param port name or number, "" where none is said
public record ProxiedName(String scheme, String name, String port) {

    private static final Set<String> SCHEMES = Set.of("", "http", "https");

    /// @param what `pod`, `service` or `node`, for the refusal
    public static ProxiedName parse(String text, String what) {
        String[] parts = text.split(":", -1);
        ProxiedName name = switch (parts.length) {
            case 1 -> new ProxiedName("", parts[0], "");
            case 2 -> new ProxiedName("", parts[0], parts[1]);
            case 3 -> new ProxiedName(parts[0], parts[1], parts[2]);
            default -> new ProxiedName("invalid", "", "");
        };
        if (!SCHEMES.contains(name.scheme) || name.name.isEmpty()) {
            throw StatusException.badRequest("invalid %s request \"%s\"".formatted(what, text));
        }
        return name;
    }

    public boolean secure() {
        return scheme.equals("https");
    }
}
