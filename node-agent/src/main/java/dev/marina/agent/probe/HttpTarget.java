package dev.marina.agent.probe;

import java.net.URI;

/// What is asked of whom.
///
/// @param path with its query
record HttpTarget(boolean tls, String host, int port, String path) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    String url() {
        return "%s://%s:%d%s".formatted(tls ? "https" : "http", host, port, path);
    }

    /// Throws [IllegalArgumentException] for a location that is no URL.
    HttpTarget redirected(String location) {
        URI next = URI.create(url()).resolve(location);
        if (next.getHost() == null) {
            throw new IllegalArgumentException("no host in " + location);
        }
        boolean nextTls = "https".equalsIgnoreCase(next.getScheme());
        int nextPort = next.getPort() > 0 ? next.getPort() : nextTls ? HTTPS : HTTP;
        String nextPath = next.getRawPath() == null || next.getRawPath().isEmpty() ? "/" : next.getRawPath();
        return new HttpTarget(nextTls, next.getHost(), nextPort, next.getRawQuery() == null ? nextPath : nextPath + "?" + next.getRawQuery());
    }
}
