package dev.marina.apiserver.proxy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/// Makes links of a proxied server lead through the proxy again. In pages they are addresses below the cluster's API, as
/// `kubectl proxy` serves it; a redirect is followed by clients that see the cluster elsewhere too, so it is said relative to
/// the request. rewriteURL in apimachinery's pkg/util/proxy/transport.go
///
/// @param target of the request
/// @param host by which the client called this server
record LinkRewriting(ProxyTarget target, String host) {

    /// A link in a page.
    String link(String text) {
        String path = ownPath(text);
        if (path == null) {
            return text;
        }
        return path.startsWith(target.base()) ? path : target.base() + path;
    }

    /// The value of a `Location` field.
    String location(String text) {
        String path = ownPath(text);
        if (path == null) {
            return text;
        }
        String within = path.startsWith(target.base() + "/") ? path.substring(target.base().length()) : path;
        if (target.path().isEmpty()) {
            return "proxy" + within;
        }
        String up = "../".repeat((int) target.path().chars().filter(c -> c == '/').count() - 1);
        // "./" keeps a colon or a second slash in the first part from being taken for a scheme or a host.
        return up + "./" + within.substring(1);
    }

    /// Path, query and fragment of an absolute address at the server itself; null for any other.
    private String ownPath(String text) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
        String path = address.getRawPath();
        boolean ours = address.getRawAuthority() == null || address.getRawAuthority().equals(host);
        boolean web = address.getScheme() == null || Set.of("http", "https").contains(address.getScheme());
        if (!ours || !web || path == null || !path.startsWith("/")) {
            return null;
        }
        return path + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery())
                + (address.getRawFragment() == null ? "" : "#" + address.getRawFragment());
    }
}
