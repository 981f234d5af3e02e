package dev.marina.launcher.certificate;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.marina.acme.AcmeDirectory;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Settings;

/// Which certificate the platform's own names are to have.
///
/// @param names in the order of their letters
public record PublicCertificate(String directory, Optional<Path> trust, Optional<String> contact, List<String> names) {

    /// Empty where the operator has not asked for one.
    public static Optional<PublicCertificate> of(Instance instance) {
        Settings settings = instance.settings();
        if (settings.acmePort().isEmpty()) {
            return Optional.empty();
        }
        // Where the API is, is in kubeconfigs with the authority that vouches for it.
        List<String> names = Stream.of(settings.publicHost(), host(instance.consoleUrl()), host(instance.keycloakUrl())).distinct().sorted().toList();
        return Optional
                .of(new PublicCertificate(settings.acmeDirectory().orElseThrow(), settings.acmeAuthority().map(Path::of), settings.acmeContact(), names));
    }

    private static String host(String url) {
        return URI.create(url).getHost();
    }

    AcmeDirectory server() {
        return AcmeDirectory.of(directory, trust, contact);
    }
}
