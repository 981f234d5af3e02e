package dev.marina.launcher.instance;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Accounts;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.instance.Secrets.Secret;

/// One installation of the platform on this machine. Two of them may run side by side: everything outside `home` carries the id.
public record Instance(Identity identity, Layout layout, Settings settings, Ports ports, Secrets secrets) {
    private static final List<InternalPort> ETCD_CLIENTS = List.of(InternalPort.ETCD_CLIENT, InternalPort.ETCD_2_CLIENT, InternalPort.ETCD_3_CLIENT);

    /// Opens the installation at `layout.home()` and makes it if there is none.
    public static Instance openOrCreate(Layout layout, Map<String, String> environment) {
        return open(layout, Settings.load(layout, environment));
    }

    private static Instance open(Layout layout, Settings settings) {
        return new Instance(Identity.loadOrChoose(layout), layout, settings, Ports.loadOrChoose(layout, RandomGenerator.getDefault()),
                Secrets.loadOrMake(layout));
    }

    /// The installation as the last `up` has set it. Empty: no `up` has been here.
    public static Optional<Instance> find(Layout layout) {
        return Files.exists(layout.instanceFile()) ? Optional.of(open(layout, Settings.kept(layout))) : Optional.empty();
    }

    public String id() {
        return identity.id();
    }

    /// Sockets live here, not under `home`: a socket's path must not exceed 107 characters.
    public Path runDir() {
        return Path.of("/run/marina-" + id());
    }

    /// The user of one part; `up` has made it before anything is started.
    public Account account(Part part) {
        return Accounts.load(layout.accountsFile()).of(part);
    }

    /// The installation's directory as users other than root can name it.
    public Doorway homeDoorway() {
        return new Doorway(layout.home(), Doorway.root(id()).resolve("home"));
    }

    public Doorway javaDoorway() {
        return new Doorway(Path.of(System.getProperty("java.home")), Doorway.root(id()).resolve("jdk"));
    }

    /// Before anything under `home` is deleted.
    public void closeDoorways() throws IOException {
        homeDoorway().close();
        javaDoorway().close();
        Files.deleteIfExists(Doorway.root(id()));
    }

    /// Where a process that is not root finds its files. Root itself uses `layout`.
    public Layout seen() {
        return new Layout(layout.root(), homeDoorway().path());
    }

    public Path supervisorSocket() {
        return runDir().resolve("supervisor.sock");
    }

    /// Not in `runDir`, which is closed to everybody but root.
    public Path frontSockets() {
        return Path.of("/run/marina-front-" + id());
    }

    public Path dockerSocket() {
        return runDir().resolve("docker.sock");
    }

    /// Where the engine's data is mounted. Not below a directory that only root may enter: the containers' root, who is somebody
    /// else, must get there.
    public Path engineRoot() {
        return Path.of("/run/marina-" + id() + "-engine");
    }

    /// Where the engine lays out what its containers are to be. It may not enter `runDir`, so it makes itself a directory beside it.
    public Path engineBundles() {
        return Path.of("%s.%2$d.%2$d".formatted(runDir(), identity.containerIds().first()));
    }

    public int port(InternalPort port) {
        return ports.of(port);
    }

    public List<String> etcdEndpoints() {
        List<String> external = settings.externalEtcd();
        return external.isEmpty()
                ? IntStream.rangeClosed(1, settings.replicas().etcd()).mapToObj(member -> "https://127.0.0.1:" + port(ETCD_CLIENTS.get(member - 1))).toList()
                : external;
    }

    public String databaseUrl() {
        String external = settings.externalDatabase();
        return external.isEmpty() ? "jdbc:postgresql://127.0.0.1:" + port(InternalPort.POSTGRESQL) + "/marina" : external;
    }

    public String databaseUser() {
        return settings.externalDatabase().isEmpty() ? "marina" : settings.databaseUser();
    }

    public String databasePassword() {
        return settings.externalDatabase().isEmpty() ? secrets.of(Secret.DATABASE) : settings.databasePassword();
    }

    public String consoleUrl() {
        return settings.consoleUrl();
    }

    /// The console and the REST API as our own processes reach them.
    public String consoleLoopbackUrl() {
        return "http://127.0.0.1:" + port(InternalPort.CONSOLE);
    }

    public String apiUrl() {
        return "https://" + settings.publicHost() + ":" + settings.apiPort();
    }

    public String keycloakUrl() {
        return settings.keycloakUrl();
    }

    /// How the platform's registry is named in images: as the console is, without the protocol.
    public String registry() {
        return URI.create(consoleUrl()).getAuthority();
    }

    /// The registry's gate as our own processes reach it.
    public String registryLoopbackUrl() {
        return "http://127.0.0.1:" + port(InternalPort.REGISTRY_GATE);
    }

    /// Where clients of the registry get their tokens.
    public String registryRealm() {
        return consoleUrl() + "/api/v1/registry/token";
    }

    /// Keycloak as our own processes reach it: whatever the public name resolves to, loopback is there.
    public String keycloakLoopbackUrl() {
        return "http://127.0.0.1:" + port(InternalPort.KEYCLOAK);
    }

    public String issuer() {
        return keycloakUrl() + "/realms/marina";
    }

    public String jwksUrl() {
        return keycloakLoopbackUrl() + "/realms/marina/protocol/openid-connect/certs";
    }
}
