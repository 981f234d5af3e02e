package dev.marina.apiserver.pki;

import dev.marina.apiserver.http.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/// The platform's own authority and what it signs, kept as files under `$MARINA_HOME/pki/`: made on first start, made anew where
/// names or dates no longer fit. Only this process reads them, but for `READABLE`.
public final class PlatformPki {

    private static final Duration SERVER_LIFE = Duration.ofDays(365);
    private static final Duration COMPONENT_LIFE = Duration.ofDays(3650);
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);
    private static final List<String> SERVER_NAMES = List.of("localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default",
            "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "10.96.0.1");

    private static final String KEPT = "rw-------";
    /// What processes with other users read. The directory's group is tenancy's.
    private static final Map<String, String> READABLE = Map.of("ca.pem", "rw-r--r--", "tenancy.kubeconfig", "rw-r-----");

    private final Path directory;
    private final Clock clock;
    private final CertificateAuthority authority;

    private PlatformPki(Path directory, Clock clock, CertificateAuthority authority) {
        this.directory = directory;
        this.clock = clock;
        this.authority = authority;
    }

    public static PlatformPki open(Path directory, Clock clock) throws IOException {
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path certificate = directory.resolve("ca.pem");
        Path key = directory.resolve("ca-key.pem");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            CertificateAuthority created = CertificateAuthority.create(new X500Principal("CN=Marina platform, O=marina"), clock);
            write(key, created.keyPem());
            write(certificate, created.certificatePem());
        }
        return new PlatformPki(directory, clock, CertificateAuthority.of(Files.readString(certificate), Files.readString(key)));
    }

    public CertificateAuthority authority() {
        return authority;
    }

    /// The certificate of the public port.
    ///
    /// @param addresses at which machines come to it besides
    public TlsMaterial server(String publicHost, List<String> addresses) throws IOException {
        Set<String> names = new LinkedHashSet<>(List.of(publicHost));
        names.addAll(addresses);
        names.addAll(SERVER_NAMES);
        Path certificate = directory.resolve("server.pem");
        Path key = directory.resolve("server-key.pem");
        if (!Files.exists(certificate) || !Files.exists(key) || !serves(Pem.certificate(Files.readString(certificate)), names)) {
            KeyPair pair = Keys.p256();
            X509Certificate issued = authority.issueServer(publicHost, new ArrayList<>(names), pair.getPublic(), SERVER_LIFE, clock);
            write(key, Pem.privateKey(pair.getPrivate()));
            write(certificate, Pem.certificate(issued) + authority.certificatePem());
        }
        return new TlsMaterial(Files.readString(certificate), Files.readString(key));
    }

    private boolean serves(X509Certificate certificate, Set<String> names) {
        return certificate.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE))
                && certificate.getIssuerX500Principal().equals(authority.certificate().getSubjectX500Principal())
                && signedBy(certificate, authority)
                && alternativeNames(certificate).containsAll(names.stream().map(PlatformPki::canonical).toList());
    }

    private static boolean signedBy(X509Certificate certificate, CertificateAuthority authority) {
        try {
            certificate.verify(authority.certificate().getPublicKey());
            return true;
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    private static Set<String> alternativeNames(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(entry -> names.add(canonical(String.valueOf(entry.get(1)))));
            }
        } catch (CertificateParsingException e) {
            return Set.of();
        }
        return names;
    }

    /// IPv6 has many spellings.
    private static String canonical(String name) {
        return name.equals("0:0:0:0:0:0:0:1") ? "::1" : name;
    }

    /// Writes `<name>.kubeconfig` for a component of ours in the management cluster, unless the one there still fits.
    public void kubeconfig(String name, CertificateAuthority management, String server, String user, List<String> groups) throws IOException {
        Path file = directory.resolve(name + ".kubeconfig");
        Path stamp = directory.resolve(name + ".pem");
        if (Files.exists(file) && Files.exists(stamp)) {
            X509Certificate present = Pem.certificate(Files.readString(stamp));
            boolean fits = signedBy(present, management) && present.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE))
                    && Files.readString(file).contains("server: " + server + "\n");
            if (fits) {
                return;
            }
        }
        KeyPair pair = Keys.p256();
        X509Certificate issued = management.issueClient(user, groups, pair.getPublic(), COMPONENT_LIFE, clock);
        write(file, Kubeconfig.of(server, authority.certificatePem(), user, Pem.certificate(issued), Pem.ecPrivateKey(pair.getPrivate())));
        write(stamp, Pem.certificate(issued));
    }

    /// A certificate and key for connections between our own processes, in memory only.
    public TlsMaterial internal(String name) {
        KeyPair pair = Keys.p256();
        X509Certificate issued = authority.issueServer(name, List.of("localhost", "127.0.0.1", name), pair.getPublic(), SERVER_LIFE, clock);
        return new TlsMaterial(Pem.certificate(issued), Pem.privateKey(pair.getPrivate()));
    }

    /// Complete or not at all: written beside, then moved.
    private static void write(Path file, String text) throws IOException {
        Path beside = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(KEPT)));
        Files.writeString(beside, text);
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(READABLE.getOrDefault(file.getFileName().toString(), KEPT)));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
