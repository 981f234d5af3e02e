package dev.marina.controllers.acme;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A certificate that an Ingress asks for: the names of one of its `tls`, and the Secret into which it goes.
record WantedCertificate(String secret, List<String> hosts) {

    static final String ANNOTATION = "marina.dev/acme";
    private static final int MOST_HOSTS = 20;
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    static boolean asked(Ingress ingress) {
        return ingress.getMetadata().getAnnotations() != null && "true".equals(ingress.getMetadata().getAnnotations().get(ANNOTATION));
    }

    static List<WantedCertificate> of(Ingress ingress) {
        return entries(ingress).filter(tls -> tls.getSecretName() != null && !tls.getSecretName().isEmpty() && tls.getHosts() != null
                && !tls.getHosts().isEmpty())
                .map(tls -> new WantedCertificate(tls.getSecretName(),
                        tls.getHosts().stream().map(host -> host.toLowerCase(Locale.ROOT)).distinct().sorted().toList()))
                .toList();
    }

    private static Stream<IngressTLS> entries(Ingress ingress) {
        return Objects.requireNonNullElse(ingress.getSpec().getTls(), List.<IngressTLS>of()).stream();
    }

    /// Why no server could be asked for it.
    ///
    /// @param platform the domain whose names the platform gives and has certificates for, if there is one
    Optional<String> unfit(Ingress ingress, Optional<String> platform) {
        if (hosts.size() > MOST_HOSTS) {
            return Optional.of("%d names; one certificate is for %d at most".formatted(hosts.size(), MOST_HOSTS));
        }
        List<String> served = Objects.requireNonNullElse(ingress.getSpec().getRules(), List.<IngressRule>of()).stream().map(IngressRule::getHost)
                .filter(Objects::nonNull).map(host -> host.toLowerCase(Locale.ROOT)).toList();
        for (String host : hosts) {
            if (host.startsWith("*.")) {
                return Optional.of("\"%s\" stands for many names; a challenge by HTTP proves one name alone".formatted(host));
            }
            if (!NAME.matcher(host).matches()) {
                return Optional.of("\"%s\" is no name for which a certificate is given; one of DNS with a dot would be".formatted(host));
            }
            if (platform.filter(domain -> host.equals(domain) || host.endsWith("." + domain)).isPresent()) {
                return Optional.of("\"%s\" is a name of the platform, which has a certificate for it".formatted(host));
            }
            if (!served.contains(host)) {
                return Optional.of("\"%s\" has no rule in this Ingress, so that nothing answers under it".formatted(host));
            }
        }
        return Optional.empty();
    }
}
