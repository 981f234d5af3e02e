package dev.marina.apiserver.discovery;

import dev.marina.apiserver.http.Accept;
import dev.marina.apiserver.http.Headers;
import java.util.List;
import java.util.Optional;

/// In which form a client wants the lists of groups and versions.
enum DiscoveryForm {
    PLAIN(""), AGGREGATED("v2"), AGGREGATED_BETA("v2beta1");

    private final String version;

    DiscoveryForm(String version) {
        this.version = version;
    }

    /// Of `apidiscovery.k8s.io`.
    String version() {
        return version;
    }

    /// The first form of the `Accept` header that is served; empty where none is.
    static Optional<DiscoveryForm> of(Headers headers) {
        List<Accept> accepted = Accept.of(headers);
        return accepted.isEmpty() ? Optional.of(PLAIN) : accepted.stream().map(DiscoveryForm::parse).flatMap(Optional::stream).findFirst();
    }

    private static Optional<DiscoveryForm> parse(Accept range) {
        List<String> parameters = range.parameters();
        if (!List.of("application/json", "application/*", "*/*", "text/*", "text/plain").contains(range.type())) {
            // What is not written here in that form is written as JSON, as it always was.
            return range.type().startsWith("application/") && parameters.isEmpty() ? Optional.of(PLAIN) : Optional.empty();
        }
        if (parameters.stream().noneMatch(parameter -> parameter.startsWith("as="))) {
            return Optional.of(PLAIN);
        }
        if (!parameters.contains("as=apigroupdiscoverylist") || !parameters.contains("g=apidiscovery.k8s.io")) {
            return Optional.empty();
        }
        return List.of(AGGREGATED, AGGREGATED_BETA).stream().filter(form -> parameters.contains("v=" + form.version)).findFirst();
    }
}
