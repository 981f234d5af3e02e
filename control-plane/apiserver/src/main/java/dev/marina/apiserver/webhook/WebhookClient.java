package dev.marina.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/// A webhook's `clientConfig`.
///
/// @param caBundle PEM in base64; "" for authorities that everybody trusts
public record WebhookClient(Place place, String caBundle) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    public static WebhookClient of(JsonNode clientConfig) {
        return new WebhookClient(place(clientConfig), clientConfig.path("caBundle").asText());
    }

    /// A server that is given by its address. A Service of the cluster may do without TLS: the way to it is the tunnel's.
    ///
    /// @param address with `http` or `https`; that of a Service is `name.namespace.svc`
    public static WebhookClient at(URI address, String caBundle) {
        String[] names = String.valueOf(address.getHost()).split("\\.");
        boolean plain = "http".equals(address.getScheme());
        if (names.length == 3 && names[2].equals("svc")) {
            int port = address.getPort() >= 0 ? address.getPort() : plain ? HTTP : HTTPS;
            return new WebhookClient(new Place.InCluster(names[1], names[0], address.getRawPath(), port, plain), caBundle);
        }
        return new WebhookClient(plain ? new Place.Nowhere(address.toString()) : new Place.OnTheInternet(address), caBundle);
    }

    /// Where it is called.
    sealed interface Place {
        /// What stands in messages.
        String url();

        /// @param plain without TLS
        record InCluster(String namespace, String service, String path, int port, boolean plain) implements Place {
            /// The name that its certificate is for.
            String host() {
                return service + "." + namespace + ".svc";
            }

            @Override
            public String url() {
                return "%s://%s:%d%s".formatted(plain ? "http" : "https", host(), port, path);
            }
        }

        /// What was stored as an address and is none.
        record Nowhere(String url) implements Place {}

        record OnTheInternet(URI uri) implements Place {
            int port() {
                return uri.getPort() < 0 ? HTTPS : uri.getPort();
            }

            @Override
            public String url() {
                return uri.toString();
            }
        }
    }

    private static Place place(JsonNode client) {
        JsonNode service = client.path("service");
        if (service.isObject()) {
            String path = service.path("path").asText();
            return new Place.InCluster(service.path("namespace").asText(), service.path("name").asText(), path.startsWith("/") ? path : "/" + path,
                    service.path("port").asInt(HTTPS), false);
        }
        String url = client.path("url").asText();
        try {
            URI uri = URI.create(url);
            return uri.getHost() == null ? new Place.Nowhere(url) : new Place.OnTheInternet(uri);
        } catch (IllegalArgumentException e) {
            return new Place.Nowhere(url);
        }
    }
}
