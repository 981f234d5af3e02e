package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Secrets.Secret;
import dev.marina.launcher.instance.Staged;
import dev.marina.launcher.process.Command;

/// Keycloak, built once for PostgreSQL and started optimised. It keeps its tables in a schema of the platform's database.
final class Keycloak implements Component {
    private static final List<String> BUILD = List.of("build", "--db=postgres", "--health-enabled=true");

    private static final String ADMINISTRATOR = "marina-admin";

    @Override
    public String name() {
        return "keycloak";
    }

    @Override
    public List<String> after() {
        return List.of("postgres");
    }

    @Override
    public Optional<String> missing(Instance instance) {
        return Files.isDirectory(server(instance)) || archive(instance).isPresent() ? Optional.empty() : Optional.of("its distribution has not been fetched");
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws Exception {
        Path server = server(instance);
        if (!Files.isDirectory(server)) {
            progress.say("unpacking");
            Unpack.tarGz(archive(instance).orElseThrow(), server);
        }
        Path built = server.resolve("marina-built");
        if (!Files.exists(built)) {
            progress.say("building the server, once");
            Command.of(Stream.concat(Stream.of(server.resolve("bin/kc.sh").toString()), BUILD.stream()).toList())
                    .with(Map.of("JAVA_HOME", Jvm.home().toString())).require();
            Files.writeString(built, String.join(" ", BUILD) + "\n");
        }
        Optional<String> realm = realm(instance);
        if (realm.isPresent()) {
            // Keycloak imports a realm only while there is none of that name; `settle` sees to an existing one.
            Ownership.file(server.resolve("data/import/marina-realm.json"), realm.get(), instance.account(Part.KEYCLOAK));
        }
        theme(instance).write(server, instance.account(Part.KEYCLOAK));
        Ownership.tree(server.resolve("data"), instance.account(Part.KEYCLOAK));
    }

    /// The realm file of this installation. Empty: it was not built.
    private static Optional<String> realm(Instance instance) throws IOException {
        Optional<Path> template = Staged.load(instance.layout()).file(Staged.REALM, "marina-realm.json");
        return template.isEmpty() ? Optional.empty() : Optional.of(RealmFile.fill(Files.readString(template.get()), placeholders(instance)));
    }

    private static LoginTheme theme(Instance instance) throws IOException {
        return LoginTheme.of(Staged.load(instance.layout()), placeholders(instance));
    }

    @Override
    public void settle(Instance instance, Progress progress) throws Exception {
        Optional<String> realm = realm(instance);
        // A restart after a crash is not delayed by looking for changes that cannot be there.
        Path mark = instance.layout().data("realm");
        String wanted = Hash.of(instance.databaseUrl() + realm.orElse(""));
        if (realm.isEmpty() || Files.exists(mark) && Files.readString(mark).equals(wanted)) {
            return;
        }
        progress.say("bringing the realm up to date");
        KeycloakAdmin admin = KeycloakAdmin.login(instance.keycloakLoopbackUrl(), ADMINISTRATOR, instance.secrets().of(Secret.KEYCLOAK_ADMIN));
        new RealmSync(admin, Json.JSON.readTree(realm.get())).run();
        Json.write(mark, wanted);
    }

    static Map<String, String> placeholders(Instance instance) {
        return Map.of(
                "MARINA_CONSOLE_URL", instance.consoleUrl(),
                "MARINA_CONSOLE_INTERNAL_URL", instance.consoleLoopbackUrl(),
                "MARINA_PUBLIC_HOST", instance.settings().publicHost(),
                "MARINA_KEYCLOAK_URL", instance.keycloakUrl(),
                "MARINA_CONSOLE_SECRET", instance.secrets().of(Secret.CONSOLE_CLIENT),
                "MARINA_TENANCY_SECRET", instance.secrets().of(Secret.TENANCY_CLIENT),
                "MARINA_TOKEN_SECRET", instance.secrets().of(Secret.TOKEN_CLIENT));
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) throws IOException {
        Path server = instance.seen().server("keycloak-" + Versions.keycloak());
        Path java = instance.javaDoorway().path();
        List<String> options = List.of("-Xms64m", "-XX:+UseSerialGC", "-XX:MetaspaceSize=96M", "-XX:MaxMetaspaceSize=256m",
                "--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-Duser.language=en", "-Duser.country=US", "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
                "-Dkc.config.built=true", "-Dkc.home.dir=" + server, "-Djboss.server.config.dir=" + server.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-Dpicocli.disable.closures=true",
                "-Dquarkus-log-max-startup-records=10000");
        // The script would stay as the parent of the server, and a killed script would leave the server behind; so the server is started itself.
        List<String> command = Jvm.command(java, instance.settings().keycloakHeap(), options, server.resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                // Said at the start, since the build does not keep it: one Keycloak has no others to listen for.
                List.of("start", "--optimized", "--cache=local", "--import-realm", "--http-enabled=true",
                        "--http-host=127.0.0.1", "--http-port=" + instance.port(InternalPort.KEYCLOAK),
                        "--proxy-headers=xforwarded", "--proxy-trusted-addresses=127.0.0.1",
                        "--http-management-host=127.0.0.1", "--http-management-port=" + instance.port(InternalPort.KEYCLOAK_MANAGEMENT),
                        "--hostname=" + instance.keycloakUrl(), "--hostname-admin=" + instance.keycloakLoopbackUrl(), "--hostname-backchannel-dynamic=true",
                        "--db-url=" + instance.databaseUrl(), "--db-username=" + instance.databaseUser(), "--db-schema=keycloak",
                        "--db-pool-max-size=20"));
        return Optional.of(new ProcessSpec(Privileges.of(instance.account(Part.KEYCLOAK)), command,
                Jvm.environment(java, Map.of("KC_DB_PASSWORD", instance.databasePassword(), "KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD", instance.secrets().of(Secret.KEYCLOAK_ADMIN))),
                server, Stream.concat(realm(instance).stream(), theme(instance).files().values().stream()).toList()));
    }

    @Override
    public Health health(Instance instance) {
        Health ready = Probe.http("http://127.0.0.1:" + instance.port(InternalPort.KEYCLOAK_MANAGEMENT) + "/health/ready");
        boolean realm = Files.exists(server(instance).resolve("data/import/marina-realm.json"));
        return ready instanceof Health.Healthy && realm ? Probe.http(instance.keycloakLoopbackUrl() + "/realms/marina") : ready;
    }

    @Override
    public String address(Instance instance) {
        return instance.keycloakUrl();
    }

    @Override
    public String version(Instance instance) {
        return Versions.keycloak();
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofMinutes(8);
    }

    private static Path server(Instance instance) {
        return instance.layout().server("keycloak-" + Versions.keycloak());
    }

    private static Optional<Path> archive(Instance instance) {
        return Staged.load(instance.layout()).file(Staged.SERVERS, "keycloak-quarkus-dist-" + Versions.keycloak() + ".tar.gz");
    }
}
