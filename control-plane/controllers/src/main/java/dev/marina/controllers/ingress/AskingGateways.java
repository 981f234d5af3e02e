package dev.marina.controllers.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.parts.CertificateAsker;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Certificates for the hostnames of a Gateway's listeners, into the Secrets that their `certificateRefs` name first.
final class AskingGateways implements CertificateAsker<GenericKubernetesResource> {

    /// At which an ACME server looks.
    private static final int HTTP = 80;

    @Override
    public ResourceType<GenericKubernetesResource> type() {
        return GatewayTypes.GATEWAYS;
    }

    @Override
    public boolean serves(Snapshot snapshot, GenericKubernetesResource resource) {
        GatewayObject gateway = GatewayObject.of(type(), resource);
        return snapshot.find(GatewayTypes.CLASSES, "", gateway.spec().path("gatewayClassName").asText())
                .map(each -> GatewayObject.of(GatewayTypes.CLASSES, each))
                .filter(GatewayWorld::ours).isPresent();
    }

    @Override
    public Stream<Asked> wants(GenericKubernetesResource resource) {
        GatewayObject gateway = GatewayObject.of(type(), resource);
        List<JsonNode> listeners = gateway.spec().path("listeners").valueStream().toList();
        return listeners.stream().filter(AskingGateways::endsTls).filter(listener -> !host(listener).isEmpty()).map(listener -> {
            JsonNode reference = listener.path("tls").path("certificateRefs").path(0);
            return new Asked(reference.path("name").asText(), host(listener), "spec.listeners", hindrance(gateway, listeners, listener, reference));
        });
    }

    private static boolean endsTls(JsonNode listener) {
        JsonNode reference = listener.path("tls").path("certificateRefs").path(0);
        return listener.path("protocol").asText().equals("HTTPS") && listener.path("tls").path("mode").asText("Terminate").equals("Terminate")
                && !reference.path("name").asText().isEmpty() && reference.path("group").asText().isEmpty()
                && reference.path("kind").asText("Secret").equals("Secret");
    }

    private static String host(JsonNode listener) {
        return listener.path("hostname").asText().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> hindrance(GatewayObject gateway, List<JsonNode> listeners, JsonNode listener, JsonNode reference) {
        if (!reference.path("namespace").asText(gateway.namespace()).equals(gateway.namespace())) {
            return Optional.of("is to have a Secret of namespace %s; certificates are put into Secrets of the Gateway's own"
                    .formatted(Listener.plain(reference.path("namespace").asText())));
        }
        boolean open = listeners.stream().anyMatch(each -> each.path("protocol").asText().equals("HTTP") && each.path("port").asInt() == HTTP
                && Hostnames.covers(host(each), host(listener)));
        return open ? Optional.empty() : Optional.of("has no listener with protocol HTTP at port 80 in this Gateway, where the server would look");
    }
}
