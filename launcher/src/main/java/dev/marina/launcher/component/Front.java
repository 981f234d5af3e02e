package dev.marina.launcher.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.certificate.CertificateFiles;
import dev.marina.launcher.certificate.PublicCertificate;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.tls.Authority;
import dev.marina.launcher.tls.Identity;
import dev.marina.launcher.tls.IdentityFile;
import dev.marina.launcher.tls.Pem;

/// HAProxy before the console, the REST API and Keycloak, which themselves listen on loopback only: it ends TLS, redirects plain
/// HTTP, refuses too large and too many requests before anybody reads them, and says who is asking.
public final class Front implements Component {
    public static final String NAME = "front";
    private static final String APPS_AUTHORITY = "apps-authority.pem";
    private static final String APPS_LIST = "front-apps.list";
    private static final String APPS_CERTIFICATE = "front-apps-ca.pem";

    @Override
    public String name() {
        return NAME;
    }

    /// The control plane makes the authority that signs the certificate.
    @Override
    public List<String> after() {
        return List.of("control-plane");
    }

    /// Whoever has a certificate of their own learns at `up` that it does not work, and not from people's browsers.
    @Override
    public void check(Instance instance) {
        instance.settings().tlsCertificate().ifPresent(certificate -> given(certificate, instance.settings().tlsKey()));
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws IOException {
        Path sockets = instance.frontSockets();
        if (Files.isDirectory(sockets)) {
            // Of a killed predecessor.
            Trees.delete(sockets);
        }
        Ownership.tree(sockets, instance.account(Part.FRONT));
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException, GeneralSecurityException {
        Account account = instance.account(Part.FRONT);
        String authority = authorityPem(instance);
        String identity = identity(instance).wholePem();
        String config = config(instance).text();
        // A certificate that is renewed is given to the front while it runs.
        String lasting = instance.settings().acmePort().isPresent() ? "by ACME" : identity;
        Ownership.file(instance.layout().config("front-ca.pem"), authority, account);
        Ownership.file(instance.layout().config("front.pem"), identity, account);
        Ownership.file(instance.layout().config("front.cfg"), config, account);
        Ownership.file(instance.layout().config(FrontReplicas.FILE), FrontReplicas.WAITING, account);
        String apps = instance.settings().appsDomain().isPresent() ? appsAuthority(instance, account) : "";
        return Optional.of(new ProcessSpec(Privileges.of(account, ports(instance)),
                List.of("haproxy", "-db", "-f", instance.seen().config("front.cfg").toString()),
                Jvm.environment(instance.javaDoorway().path(), Map.of()), instance.seen().home(), List.of(config, authority, lasting, apps)));
    }

    private static int[] ports(Instance instance) {
        IntStream api = instance.settings().replicas().severalControlPlanes() ? IntStream.of(instance.settings().apiPort()) : IntStream.empty();
        return IntStream.concat(IntStream.of(instance.settings().consolePort(), instance.settings().keycloakPort()),
                IntStream.concat(api, instance.settings().acmePort().stream())).toArray();
    }

    /// Where the running front takes commands.
    public static Path control(Instance instance) {
        return FrontConfig.control(instance.frontSockets());
    }

    /// The file of its certificate, as it names it.
    public static Path certificate(Instance instance) {
        return instance.seen().config("front.pem");
    }

    private static Optional<FrontConfig.Acme> acme(Instance instance) throws IOException {
        return instance.settings().acmePort().isEmpty()
                ? Optional.empty()
                : Optional
                        .of(new FrontConfig.Acme(instance.settings().acmePort().getAsInt(), CertificateFiles.of(instance.layout()).accountKey().thumbprint()));
    }

    static FrontConfig config(Instance instance) throws IOException {
        return new FrontConfig(instance.settings().bind(), instance.frontSockets(), certificate(instance), instance.seen().config("front-ca.pem"),
                instance.settings().tlsCertificate().isPresent(), instance.settings().trustedProxies(), instance.settings().loginsPerMinute(),
                new FrontConfig.Site("console", instance.consoleUrl(), instance.settings().consolePort(), instance.port(InternalPort.CONSOLE)),
                new FrontConfig.Site("login", instance.keycloakUrl(), instance.settings().keycloakPort(), instance.port(InternalPort.KEYCLOAK)),
                instance.port(InternalPort.REGISTRY_GATE),
                instance.settings().appsDomain().map(domain -> new FrontConfig.Apps(domain, instance.seen().config(APPS_LIST),
                        instance.seen().config(APPS_CERTIFICATE), instance.port(InternalPort.ENTRANCE_NAMES))),
                acme(instance), FrontReplicas.of(instance));
    }

    /// Certificate and key of who vouches for applications' names; root's, for the agent.
    static Path appsAuthority(Instance instance) {
        return instance.layout().config(APPS_AUTHORITY);
    }

    /// The front's list of certificates for applications, as the front names it.
    static Path appsCertificates(Instance instance) {
        return instance.seen().config(APPS_LIST);
    }

    /// An authority of its own, which can vouch for nothing but names below the domain: nobody has to trust it for more than tenants' pages.
    private static String appsAuthority(Instance instance, Account account) throws IOException, GeneralSecurityException {
        String domain = instance.settings().appsDomain().orElseThrow();
        Path file = instance.layout().config(APPS_AUTHORITY);
        Authority authority = Files.exists(file) ? Authority.of(Files.readString(file), Files.readString(file)) : Authority.forNames(domain, Instant.now());
        if (!authority.vouchesFor(domain)) {
            authority = Authority.forNames(domain, Instant.now());
        }
        if (!Files.exists(file) || !Files.readString(file).equals(authority.identity().wholePem())) {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, authority.identity().wholePem());
        }
        Ownership.file(instance.layout().config(APPS_LIST), instance.seen().config("front.pem") + "\n", account);
        Ownership.file(instance.layout().config(APPS_CERTIFICATE), authority.identity().chainPem(), account);
        return authority.identity().chainPem();
    }

    private static Identity identity(Instance instance) throws IOException, GeneralSecurityException {
        if (instance.settings().tlsCertificate().isPresent()) {
            return given(instance.settings().tlsCertificate().get(), instance.settings().tlsKey());
        }
        Optional<Identity> ordered = PublicCertificate.of(instance)
                .flatMap(wanted -> CertificateFiles.of(instance.layout()).held(wanted.names(), Instant.now()));
        return ordered.isPresent() ? ordered.get() : issued(instance);
    }

    private static Identity given(Path certificate, Path key) {
        try {
            Identity identity = Identity.of(Files.readString(certificate), Files.readString(key));
            if (identity.end().isBefore(Instant.now())) {
                throw new Complaint("the certificate in MARINA_TLS_CERT (%s) ended at %s".formatted(certificate, identity.end()));
            }
            return identity;
        } catch (GeneralSecurityException | IOException e) {
            throw new Complaint("MARINA_TLS_CERT (%s) and MARINA_TLS_KEY (%s) cannot be used: %s".formatted(certificate, key, e.getMessage()), e);
        }
    }

    private static Identity issued(Instance instance) throws IOException, GeneralSecurityException {
        Authority authority = Authority.of(authorityPem(instance), read(instance.layout().pki("ca-key.pem")));
        List<String> names = Stream.of(instance.settings().publicHost(), "localhost", "127.0.0.1").distinct().toList();
        return new IdentityFile(instance.layout().config("front.pem"))
                .keptOrIssued(authority, instance.settings().publicHost(), names, List.of(Authority.Purpose.SERVER), Authority.PUBLIC_LIFE, Instant.now());
    }

    /// The certificate itself, whatever else stands in the file: the control plane's directory is not root's.
    private static String authorityPem(Instance instance) throws IOException, GeneralSecurityException {
        return Pem.of(Pem.certificates(read(instance.layout().pki("ca.pem"))).getFirst());
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(1 << 16), StandardCharsets.US_ASCII);
        }
    }

    /// Both ports answer; what is behind them has a health of its own.
    @Override
    public Health health(Instance instance) {
        Health console = redirects(instance, instance.settings().consolePort());
        return console instanceof Health.Healthy ? redirects(instance, instance.settings().keycloakPort()) : console;
    }

    private static Health redirects(Instance instance, int port) {
        return Probe.http("http://%s:%d/".formatted(loopback(instance), port), status -> status == 308);
    }

    /// The address of this machine at which it listens.
    static String loopback(Instance instance) {
        return instance.settings().bind().equals("0.0.0.0") ? "127.0.0.1" : instance.settings().bind();
    }

    @Override
    public String address(Instance instance) {
        return instance.consoleUrl();
    }

    @Override
    public String version(Instance instance) {
        return Versions.installed("haproxy", "-v");
    }
}
