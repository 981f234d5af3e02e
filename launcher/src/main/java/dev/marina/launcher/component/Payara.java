package dev.marina.launcher.component;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Secrets.Secret;
import dev.marina.launcher.instance.Staged;

/// Payara Micro with the REST API and the console. Of two both serve, behind the front. It keeps nothing of its own: its directory is made anew at each start.
final class Payara implements Component {
    static final String API = "api.war";
    static final String CONSOLE = "ROOT.war";

    private static final String PART = "payara";
    /// Of one of several, by its number.
    private static final List<InternalPort> PORTS = List.of(InternalPort.CONSOLE_1, InternalPort.CONSOLE_2);

    private final int number;

    Payara() {
        this(1);
    }

    /// @param number from 1 on
    Payara(int number) {
        this.number = number;
    }

    @Override
    public String name() {
        return name(number);
    }

    private static String name(int number) {
        return Component.numbered(PART, number);
    }

    @Override
    public String part() {
        return PART;
    }

    private int port(Instance instance) {
        return instance.port(instance.settings().replicas().severalPayaras() ? PORTS.get(number - 1) : InternalPort.CONSOLE);
    }

    /// How the front reaches each.
    static List<FrontReplicas.Console> servers(Instance instance) {
        return IntStream.rangeClosed(1, instance.settings().replicas().payara())
                .mapToObj(number -> new FrontReplicas.Console(name(number), new Payara(number).port(instance))).toList();
    }

    private String url(Instance instance) {
        return "http://127.0.0.1:" + port(instance);
    }

    /// The control plane because its first start makes the identity with which tenancy talks to it.
    @Override
    public List<String> after() {
        return List.of("postgres", "keycloak", "control-plane");
    }

    @Override
    public Optional<String> missing(Instance instance) {
        Staged staged = Staged.load(instance.layout());
        return staged.file(Staged.SERVERS, jar()).isPresent() && staged.file(Staged.SERVERS, agent()).isPresent()
                ? Optional.empty()
                : Optional.of("its jar has not been fetched");
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws Exception {
        Trees.delete(directory(instance));
        Files.createDirectories(directory(instance).resolve("tmp"));
        Ownership.tree(directory(instance), instance.account(Part.PAYARA));
        Files.createDirectories(mail(instance.layout()));
        Ownership.tree(mail(instance.layout()), instance.account(Part.PAYARA));
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws Exception {
        Staged staged = Staged.seen(instance);
        Account account = instance.account(Part.PAYARA);
        Path java = instance.javaDoorway().path();
        Path work = instance.seen().data(name());
        // Loopback only; the front says by which protocol a request came. Nothing that lacks a beans.xml is asked whether it has beans:
        // asking every library costs a sixth of a start.
        String commands = """
                set configs.config.server-config.cdi-service.enable-implicit-cdi=false
                set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1
                set configs.config.server-config.network-config.protocols.protocol.http-listener.http.scheme-mapping=X-Forwarded-Proto
                """;
        Ownership.file(instance.layout().config(name() + "-boot.txt"), commands, account);

        // Most of a deployment is code that runs once: with the first compiler alone it costs a third less processor time.
        List<String> command = new ArrayList<>(
                List.of(Jvm.java(java), "-Xmx" + instance.settings().payaraHeap(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
                        "-XX:+UseCompactObjectHeaders", "-Dfile.encoding=UTF-8", "-Djava.net.preferIPv4Stack=true", "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Djava.io.tmpdir=" + work.resolve("tmp"),
                        "-javaagent:" + staged.file(Staged.SERVERS, agent()).orElseThrow(),
                        "-jar", staged.file(Staged.SERVERS, jar()).orElseThrow().toString(),
                        "--rootDir", work.resolve("root").toString(),
                        "--port", Integer.toString(port(instance)), "--nohazelcast", "--disablephonehome",
                        "--prebootcommandfile", instance.seen().config(name() + "-boot.txt").toString()));
        for (String war : List.of(API, CONSOLE)) {
            staged.file(Staged.WARS, war).ifPresent(file -> command.addAll(List.of("--deploy", file.toString())));
        }
        RegistryKeys keys = RegistryKeys.of(instance);
        keys.giveKey(instance, account);
        return Optional.of(new ProcessSpec(Privileges.of(account), command,
                Jvm.environment(java, variables(instance, url(instance))), work, List.of(commands, keys.certificate())));
    }

    /// Both applications take their settings from the environment.
    static Map<String, String> variables(Instance instance, String url) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("DB_URL", instance.databaseUrl());
        variables.put("DB_USER", instance.databaseUser());
        variables.put("DB_PASSWORD", instance.databasePassword());
        variables.put("MARINA_HOME", instance.seen().home().toString());
        variables.put("MARINA_TENANCY_KUBECONFIG", instance.seen().pki("tenancy.kubeconfig").toString());
        variables.put("MARINA_PUBLIC_HOST", instance.settings().publicHost());
        variables.put("MARINA_API_PORT", Integer.toString(instance.settings().apiPort()));
        variables.put("MARINA_CONSOLE_URL", instance.consoleUrl());
        variables.put("MARINA_REST_URL", url + "/api/v1");
        variables.put("MARINA_OIDC_ISSUER", instance.issuer());
        variables.put("MARINA_KEYCLOAK_INTERNAL_URL", instance.keycloakLoopbackUrl());
        variables.put("MARINA_TENANCY_CLIENT_SECRET", instance.secrets().of(Secret.TENANCY_CLIENT));
        variables.put("MARINA_CONSOLE_CLIENT_SECRET", instance.secrets().of(Secret.CONSOLE_CLIENT));
        variables.put("MARINA_TOKEN_CLIENT_SECRET", instance.secrets().of(Secret.TOKEN_CLIENT));
        variables.put("MARINA_OPERATOR_SECRET", instance.secrets().of(Secret.OPERATOR));
        variables.put("MARINA_REGISTRY", instance.registry());
        variables.put("MARINA_REGISTRY_URL", instance.registryLoopbackUrl());
        variables.put("MARINA_REGISTRY_SECRET", instance.secrets().of(Secret.REGISTRY_CONTROL));
        variables.put("MARINA_REGISTRY_KEY", RegistryKeys.keyFile(instance.seen()).toString());
        variables.put("MARINA_SIGNUPS_PER_MINUTE", Integer.toString(instance.settings().signupsPerMinute()));
        variables.put("MARINA_USER_CERTIFICATE_DAYS", Integer.toString(instance.settings().userCertificateDays()));
        variables.put("MARINA_MAIL_DIRECTORY", mail(instance.seen()).toString());
        variables.putAll(instance.settings().waysIn());
        return variables;
    }

    /// Mail that was caught instead of sent.
    private static Path mail(Layout layout) {
        return layout.data("mail");
    }

    /// Payara answers 404 when a deployment failed, and stays up; so each application is asked for something of its own.
    @Override
    public Health health(Instance instance) {
        Staged staged = Staged.load(instance.layout());
        String base = url(instance);
        if (staged.file(Staged.WARS, API).isPresent()
                && Probe.http(base + "/api/health") instanceof Health.Unhealthy sick) {
            return sick;
        }
        return staged.file(Staged.WARS, CONSOLE).isPresent()
                ? Probe.http(base + "/login-state")
                : Probe.http(base + "/", status -> status < 500);
    }

    @Override
    public String address(Instance instance) {
        return url(instance);
    }

    @Override
    public String version(Instance instance) {
        return Versions.payara();
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofMinutes(8);
    }

    private static String jar() {
        return "payara-micro-" + Versions.payara() + ".jar";
    }

    /// What keeps requests of different people apart in it.
    private static String agent() {
        return "marina-launcher-" + Versions.marina() + "-payara-agent.jar";
    }

    private Path directory(Instance instance) {
        return instance.layout().data(name());
    }
}
