package dev.marina.apiserver.admission.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.apiserver.admission.matching.Matching;
import dev.marina.apiserver.admission.policy.MatchConditions;
import dev.marina.apiserver.cel.AdmissionExpressions;
import dev.marina.apiserver.cel.Expression;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One webhook of a configuration.
///
/// @param caBundle PEM in base64; "" for authorities that everybody trusts
/// @param hasSideEffects so that a dry run may not call it
/// @param reviewVersion of the AdmissionReview it is sent; "" where it knows none of ours
record Webhook(String name, Matching matching, Optional<MatchConditions> conditions, Place place, String caBundle, Duration timeout, boolean ignoresFailures,
        boolean hasSideEffects, boolean reinvoked, String reviewVersion) {

    private static final int HTTPS = 443;

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

    static List<Webhook> list(Document configuration) {
        List<Webhook> webhooks = new ArrayList<>();
        configuration.at("webhooks").forEach(webhook -> webhooks.add(of(webhook)));
        return List.copyOf(webhooks);
    }

    private static Webhook of(JsonNode stated) {
        JsonNode client = stated.path("clientConfig");
        String sideEffects = stated.path("sideEffects").asText();
        return new Webhook(stated.path("name").asText(), Matching.ofWebhook(stated), conditions(stated.path("matchConditions")), place(client),
                client.path("caBundle").asText(), Duration.ofSeconds(stated.path("timeoutSeconds").asInt(10)),
                stated.path("failurePolicy").asText().equals("Ignore"), !List.of("None", "NoneOnDryRun").contains(sideEffects),
                stated.path("reinvocationPolicy").asText().equals("IfNeeded"),
                stated.path("admissionReviewVersions").valueStream().map(JsonNode::asText).filter(List.of("v1", "v1beta1")::contains).findFirst().orElse(""));
    }

    /// Empty for stored conditions that cannot be compiled.
    private static Optional<MatchConditions> conditions(JsonNode conditions) {
        try {
            return Optional.of(MatchConditions.compile(conditions, new AdmissionExpressions(false)));
        } catch (Expression.Unusable e) {
            return Optional.empty();
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
