package dev.marina.controllers.ingress;

import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.CertificateAsker;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Certificates for the names of an Ingress's `tls`.
final class AskingIngresses implements CertificateAsker<Ingress> {

    @Override
    public ResourceType<Ingress> type() {
        return Types.INGRESSES;
    }

    @Override
    public boolean serves(Snapshot snapshot, Ingress ingress) {
        return IngressClasses.named(ingress).filter(new IngressClasses(snapshot)::ours).isPresent();
    }

    @Override
    public Stream<Asked> wants(Ingress ingress) {
        if (ingress.getSpec() == null) {
            return Stream.empty();
        }
        Set<String> served = Objects.requireNonNullElse(ingress.getSpec().getRules(), List.<IngressRule>of()).stream().map(IngressRule::getHost)
                .filter(Objects::nonNull).map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return Objects.requireNonNullElse(ingress.getSpec().getTls(), List.<IngressTLS>of()).stream()
                .filter(tls -> tls.getSecretName() != null && !tls.getSecretName().isEmpty() && tls.getHosts() != null)
                .flatMap(tls -> tls.getHosts().stream().map(host -> new Asked(tls.getSecretName(), host, "spec.tls",
                        served.contains(host.toLowerCase(Locale.ROOT))
                                ? Optional.empty()
                                : Optional.of("has no rule in this Ingress, so that nothing answers under it"))));
    }
}
