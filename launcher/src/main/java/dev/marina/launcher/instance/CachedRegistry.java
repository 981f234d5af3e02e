package dev.marina.launcher.instance;

/// A registry whose images nodes pull through the platform's cache.
///
/// @param name as images name it
/// @param url where it is
/// @param user with `password` the operator's login; empty for none
public record CachedRegistry(String name, String url, String user, String password) {

    @Override
    public String toString() {
        return name + "=" + url;
    }
}
