package dev.marina.apiserver.proxy;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What follows `…/proxy` in a request's address, as it was sent.
///
/// @param base up to and with `/proxy`, below the cluster
/// @param path behind it: empty, or from its first slash
public record ProxyTarget(String base, String path) {

    private static final Pattern ADDRESS = Pattern.compile("(/+api/+[^/]+/+(?:namespaces/+[^/]+/+)?[^/]+/+[^/]+/+proxy)(/.*)?");

    public static ProxyTarget of(ApiRequest request) {
        Matcher address = ADDRESS.matcher(request.path());
        if (!address.matches()) {
            throw StatusException.notServed();
        }
        return new ProxyTarget(address.group(1), address.group(2) == null ? "" : address.group(2));
    }
}
