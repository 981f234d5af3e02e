package dev.marina.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/// A webhook's `clientConfig`.
///
/// @param caBundle PEM in base64; "" for authorities that everybody trusts
public record WebhookClient(Place place, String caBundle) {

    private static final int HTTPS = 443;

    public static WebhookClient of(JsonNode clientConfig) {
        return new WebhookClient(place(clientConfig), clientConfig.path("caBundle").asText());
    }

    /// Where it is called.
    sealed interface Place {
        /// What stands in messages.
        String url();

        record InCluster(String namespace, String service, String path, int port) implements Place {
            /// The name that its certificate is for.
            String host() {
                return service + "." + namespace + ".svc";
            }

            @Override
            public String url() {
                return "https://%s:%d%s".formatted(host(), port, path);
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
                    service.path("port").asInt(HTTPS));
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
