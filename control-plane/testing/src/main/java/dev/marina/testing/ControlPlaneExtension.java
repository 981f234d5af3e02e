package dev.marina.testing;

import dev.marina.api.Cause;
import dev.marina.api.Origin;
import dev.marina.api.net.FreePorts;
import dev.marina.apiserver.ApiServer;
import dev.marina.apiserver.pki.ClusterKeys;
import dev.marina.apiserver.pki.Keys;
import dev.marina.apiserver.pki.Pem;
import dev.marina.controllers.application.ApplicationDomain;
import dev.marina.controlplane.ControlPlane;
import dev.marina.controlplane.ControlPlaneConfig;
import dev.marina.controlplane.StorageConfig;
import dev.marina.store.ClusterRecord;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Starts a control plane with a store in memory on free ports, once for a test class:
///
/// ```java
/// @RegisterExtension static ControlPlaneExtension plane = ControlPlaneExtension.inMemory();
/// ```
public final class ControlPlaneExtension implements BeforeAllCallback, AfterAllCallback {

    /// Below which applications have names.
    public static final ApplicationDomain APPLICATIONS = new ApplicationDomain("apps.localhost", 8443);
    private static final Duration CERTIFICATE_LIFE = Duration.ofHours(1);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ControlPlaneConfig config;
    private ControlPlane plane;
    private Path home;
    private FakeIdentityProvider provider;

    private final Optional<Path> labs;
    private final Optional<String> agentAddress;

    private ControlPlaneExtension(Optional<Path> labs, Optional<String> agentAddress) {
        this.labs = labs;
        this.agentAddress = agentAddress;
    }

    public static ControlPlaneExtension inMemory() {
        return new ControlPlaneExtension(Optional.empty(), Optional.empty());
    }

    /// @param address at which further machines join
    public static ControlPlaneExtension takingMachines(String address) {
        return new ControlPlaneExtension(Optional.empty(), Optional.of(address));
    }

    /// @param directory of the installation's labs
    public static ControlPlaneExtension withLabs(Path directory) {
        return new ControlPlaneExtension(Optional.of(directory), Optional.empty());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        home = Files.createTempDirectory("marina-control-plane");
        int[] ports = FreePorts.different(4);
        provider = new FakeIdentityProvider();
        opened.add(provider);
        config = new ControlPlaneConfig("test", home, "localhost", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], StorageConfig.inMemory(home),
                provider.issuer(), Optional.of(provider.keysAddress()), "marina", "test-1",
                "100.64.0.0/16", Optional.empty(), Duration.ZERO, labs, Optional.of(APPLICATIONS), Optional.empty(), Optional.empty(), agentAddress,
                Optional.empty());
        plane = ControlPlane.start(config);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
        if (plane != null) {
            plane.close();
        }
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    public ControlPlane plane() {
        return plane;
    }

    public ControlPlaneConfig config() {
        return config;
    }

    /// `$MARINA_HOME/pki`
    public Path pki() {
        return home.resolve("pki");
    }

    /// Makes the cluster unless it is there, without a Cluster object in the management cluster.
    public ClusterRecord cluster(String tenant, String name) {
        return plane.server().provisioning().ensure(tenant, name, Map.of(), new Origin("test", Cause.clock("test")));
    }

    public ClusterRecord management() {
        return cluster(ApiServer.MANAGEMENT_TENANT, ApiServer.MANAGEMENT_CLUSTER);
    }

    /// A client with all rights in a cluster, which is made unless it is there.
    public KubernetesClient admin(String tenant, String name) {
        return client(tenant, name, "test-admin", "system:masters");
    }

    /// A client of somebody with a certificate of this cluster.
    public KubernetesClient client(String tenant, String name, String user, String... groups) {
        ClusterRecord cluster = cluster(tenant, name);
        KubernetesClient client = new KubernetesClientBuilder().withConfig(clientConfig(cluster, user, groups)).build();
        opened.add(client);
        return client;
    }

    /// Signs people's tokens.
    public FakeIdentityProvider provider() {
        return provider;
    }

    /// A token of the platform's realm that is good for five minutes.
    public String token(String email, String... groupPaths) {
        return provider.token(email, "marina", Instant.now().plusSeconds(300), List.of(groupPaths));
    }

    /// Somebody without any proof.
    public RawClient anonymous() {
        return RawClient.create(serverCa(), null, null);
    }

    public RawClient withToken(String token) {
        return RawClient.create(serverCa(), null, token);
    }

    public RawClient withCertificate(Credentials credentials) {
        return RawClient.create(serverCa(), credentials, null);
    }

    public Config clientConfig(ClusterRecord cluster, String user, String... groups) {
        Credentials credentials = credentials(cluster, user, groups);
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url(cluster.tenant(), cluster.name()))
                .withCaCertData(base64(serverCa()))
                .withClientCertData(base64(credentials.certificate()))
                .withClientKeyData(base64(credentials.key()))
                .withClientKeyAlgo("EC")
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /// PEM.
    public record Credentials(String certificate, String key, String pkcs8) {}

    public Credentials credentials(ClusterRecord cluster, String user, String... groups) {
        KeyPair pair = Keys.p256();
        return new Credentials(
                Pem.certificate(ClusterKeys.of(cluster).authority().issueClient(user, List.of(groups), pair.getPublic(), CERTIFICATE_LIFE, Clock.systemUTC())),
                Pem.ecPrivateKey(pair.getPrivate()), Pem.privateKey(pair.getPrivate()));
    }

    /// A file for `kubectl --kubeconfig`.
    public Path kubeconfig(ClusterRecord cluster, String user, String... groups) {
        Credentials credentials = credentials(cluster, user, groups);
        String text = """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: u, user: {client-certificate-data: %s, client-key-data: %s}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(url(cluster.tenant(), cluster.name()), base64(serverCa()), base64(credentials.certificate()), base64(credentials.key()));
        try {
            return Files.writeString(Files.createTempFile(home, "kubeconfig", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String tenant, String name) {
        return plane.server().provisioning().endpoint(tenant, name);
    }

    /// PEM of what signed the server's certificate.
    public String serverCa() {
        return plane.server().pki().authority().certificatePem();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
