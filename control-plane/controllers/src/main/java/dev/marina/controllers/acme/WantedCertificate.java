package dev.marina.controllers.acme;

import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.parts.CertificateAsker;
import dev.marina.controllers.engine.parts.CertificateAsker.Asked;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A certificate that an object asks for.
///
/// @param about the object
/// @param hosts in the order of their letters, each once
/// @param asked how it is asked for; one for each place in the object
record WantedCertificate(HasMetadata about, String secret, List<String> hosts, List<Asked> asked) {

    private static final int MOST_HOSTS = 20;
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern SECRET = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /// For one Secret, by all objects that ask for it, the oldest first.
    static List<WantedCertificate> of(Snapshot snapshot, List<CertificateAsker<?>> askers, String namespace, String secret) {
        return askers.stream().flatMap(asker -> of(snapshot, asker, namespace, secret))
                .sorted(Comparator.comparing(WantedCertificate::about, CertificateAsker.OLDEST_FIRST)).toList();
    }

    private static <T extends HasMetadata> Stream<WantedCertificate> of(Snapshot snapshot, CertificateAsker<T> asker, String namespace, String secret) {
        return snapshot.list(asker.type(), namespace).stream().flatMap(object -> {
            List<Asked> asked = asker.asked(object).filter(each -> each.secret().equals(secret)).toList();
            return asked.isEmpty() || !asker.serves(snapshot, object)
                    ? Stream.empty()
                    : Stream.of(new WantedCertificate(object, secret, asked.stream().map(Asked::host).distinct().sorted().toList(), asked));
        });
    }

    /// Why no server could be asked for it.
    ///
    /// @param platform the domain whose names the platform gives and has certificates for, if there is one
    Optional<String> unfit(Optional<String> platform) {
        String where = "%s for Secret %s: ".formatted(asked.getFirst().field(), shown(secret));
        if (!SECRET.matcher(secret).matches()) {
            return Optional.of(where + "this is no name of a Secret; small letters, digits, - and . would be right");
        }
        if (hosts.size() > MOST_HOSTS) {
            return Optional.of(where + "%d names; one certificate is for %d at most".formatted(hosts.size(), MOST_HOSTS));
        }
        return hosts.stream().flatMap(host -> unfit(host, platform).stream()).findFirst().map(where::concat);
    }

    private Optional<String> unfit(String host, Optional<String> platform) {
        if (host.startsWith("*.")) {
            return Optional.of("\"%s\" stands for many names; a challenge by HTTP proves one name alone".formatted(shown(host)));
        }
        if (!NAME.matcher(host).matches()) {
            return Optional.of("\"%s\" is no name for which a certificate is given; one of DNS with a dot would be".formatted(shown(host)));
        }
        if (platform.filter(domain -> host.equals(domain) || host.endsWith("." + domain)).isPresent()) {
            return Optional.of("\"%s\" is a name of the platform, which has a certificate for it".formatted(host));
        }
        return asked.stream().filter(each -> each.host().equals(host)).flatMap(each -> each.hindrance().stream()).findFirst()
                .map(hindrance -> "\"%s\" %s".formatted(host, hindrance));
    }

    /// Fields of tenants' own types may be anything.
    private static String shown(String host) {
        String one = host.replaceAll("\\p{Cntrl}", "�");
        return one.length() > 253 ? one.substring(0, 253) : one;
    }
}
