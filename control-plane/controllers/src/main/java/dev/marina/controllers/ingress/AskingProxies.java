package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.parts.CertificateAsker;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Optional;
import java.util.stream.Stream;

/// A certificate for an HTTPProxy's fqdn, into the Secret that its `tls` names.
final class AskingProxies implements CertificateAsker<GenericKubernetesResource> {

    @Override
    public ResourceType<GenericKubernetesResource> type() {
        return ProxyTypes.PROXIES;
    }

    @Override
    public boolean serves(Snapshot snapshot, GenericKubernetesResource resource) {
        return ProxyWorld.ours(new IngressClasses(snapshot), GatewayObject.of(type(), resource));
    }

    @Override
    public Stream<Asked> wants(GenericKubernetesResource resource) {
        GatewayObject proxy = GatewayObject.of(type(), resource);
        String secret = proxy.spec().path("virtualhost").path("tls").path("secretName").asText();
        if (secret.isBlank() || ProxyPlan.fqdn(proxy).isBlank()) {
            return Stream.empty();
        }
        String[] whole = ProxyCertificates.whole(proxy.namespace(), secret);
        return Stream.of(new Asked(whole[1], ProxyPlan.fqdn(proxy), "spec.virtualhost.tls", whole[0].equals(proxy.namespace())
                ? Optional.empty()
                : Optional.of(
                        "is to have a Secret of namespace %s; certificates are put into Secrets of the HTTPProxy's own".formatted(Listener.plain(whole[0])))));
    }
}
