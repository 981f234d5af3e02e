package dev.marina.registry.cache;

import java.net.URI;
import java.util.regex.Pattern;

/// A registry whose images are kept here.
///
/// @param name as images name it: a host, and perhaps a port
/// @param url where it is
/// @param user with `password` the operator's login; empty for none
public record CachedRegistry(String name, URI url, String user, String password) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?");

    public CachedRegistry {
        user = user == null ? "" : user;
        password = password == null ? "" : password;
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("caches has the name %s; it must be a host, and a port where images name one".formatted(name));
        }
        boolean web = url != null && url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()));
        if (!web || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new IllegalArgumentException("caches has the URL %s for %s; it must be http:// or https:// and a host".formatted(url, name));
        }
    }

    /// The first part of its repositories' names here, where a colon has no place.
    public String alias() {
        return name.replace(':', '_');
    }

    @Override
    public String toString() {
        return "%s=%s%s".formatted(name, url, user.isEmpty() ? "" : " as " + user);
    }
}
