package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.account.Part;
import dev.marina.launcher.account.Privileges;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Layout;

/// The platform's database in one file, in `pg_dump`'s custom format: tenancy's tables and, in a schema of their own, Keycloak's. What is in it is of
/// one moment, and nobody waits for it. Debian's clients do it, as PostgreSQL's own user.
public final class DatabaseDump {
    /// Since Debian's `/usr/bin/pg_dump` looks for the newest of these and is there without any.
    private static final Path CLIENTS = Path.of("/usr/lib/postgresql");
    private static final String DATABASE = "marina";
    /// What is being loaded has another name, so that a load that was cut off is never taken for the database.
    private static final String LOADING = "restored";

    /// Where a dump waits for the first `up`, which loads it before anybody else starts.
    public static Path waiting(Layout layout) {
        return layout.data("restored.dump");
    }

    public static long bytes(Instance instance) throws SQLException {
        try (Connection connection = PostgreSql.connect(instance, PostgreSql.administration(instance));
                Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery("SELECT pg_database_size('%s')".formatted(DATABASE))) {
            size.next();
            return size.getLong(1);
        }
    }

    /// @param file is made, and only its owner reads it
    public static void write(Instance instance, Path file) throws IOException, InterruptedException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        List<String> words = new ArrayList<>(List.of(program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"));
        words.addAll(server(instance, DATABASE));
        Said said = run(instance, instance.account(Part.POSTGRESQL), words, Optional.empty(), file);
        if (said.code() != 0) {
            throw new IOException("pg_dump ended with %d: %s".formatted(said.code(), said.errors()));
        }
    }

    /// Names of the tenants that are in the dump.
    public static List<String> tenants(Path dump) throws IOException, InterruptedException {
        Path table = Files.createTempFile("marina-tenants", ".sql");
        try {
            List<String> words = List.of(program("pg_restore"), "--data-only", "--schema=public", "--table=tenant", "--file=-", dump.toString());
            Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(table.toFile()).start();
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException("pg_restore finds no tenants in %s; it ended with %d".formatted(dump, code));
            }
            return column("name", Files.readAllLines(table));
        } finally {
            Files.delete(table);
        }
    }

    /// Into an installation whose server runs and has no database yet. May be called any number of times: one that was loaded stays as it is.
    static void load(Instance instance, Path dump) throws IOException, InterruptedException, SQLException {
        try (Connection connection = PostgreSql.connect(instance, PostgreSql.administration(instance)); Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '%s'".formatted(DATABASE))) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("DROP DATABASE IF EXISTS " + LOADING);
            statement.execute("CREATE DATABASE " + LOADING);
            List<String> words = new ArrayList<>(List.of(program("pg_restore"), "--no-owner", "--no-privileges"));
            words.addAll(server(instance, "--dbname=" + LOADING));
            Path output = Files.createTempFile("marina-restore", ".out");
            try {
                Said said = run(instance, instance.account(Part.POSTGRESQL), words, Optional.of(dump), output);
                List<String> errors = errors(said.errors());
                if (!errors.isEmpty() || said.code() > 1) {
                    throw new IOException("pg_restore ended with %d: %s".formatted(said.code(), errors.isEmpty() ? said.errors() : errors.getFirst()));
                }
            } finally {
                Files.delete(output);
            }
            statement.execute("ALTER DATABASE %s RENAME TO %s".formatted(LOADING, DATABASE));
        }
    }

    /// What went wrong. Newer clients set parameters that older servers do not know, and go on; that is nothing.
    static List<String> errors(String said) {
        return said.lines().filter(line -> line.startsWith("pg_restore: error:")).filter(line -> !line.contains("unrecognized configuration parameter"))
                .toList();
    }

    /// Of a table that was written as `COPY public.table (a, b) FROM stdin;`, lines of values with tabs between them, and `\.`.
    static List<String> column(String name, List<String> lines) {
        List<String> values = new ArrayList<>();
        int at = -1;
        for (String line : lines) {
            if (line.startsWith("COPY ")) {
                List<String> columns = Arrays.stream(line.substring(line.indexOf('(') + 1, line.indexOf(')')).split(",")).map(String::strip).toList();
                at = columns.indexOf(name);
            } else if (line.equals("\\.")) {
                at = -1;
            } else if (at >= 0) {
                values.add(line.split("\t", -1)[at]);
            }
        }
        return values.stream().sorted().toList();
    }

    public static String version() throws IOException, InterruptedException {
        return Versions.installed(program("pg_dump"), "--version");
    }

    private static String program(String name) throws IOException {
        return newest(CLIENTS).map(directory -> directory.resolve(name).toString())
                .orElseThrow(() -> new Complaint("%s is missing. As root: apt-get install --no-install-recommends postgresql-client".formatted(name)));
    }

    /// Directories with the clients of one version each: the newest knows all older servers.
    static Optional<Path> newest(Path clients) throws IOException {
        if (!Files.isDirectory(clients)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(clients)) {
            return versions.filter(version -> version.getFileName().toString().matches("\\d+") && Files.isExecutable(version.resolve("bin/pg_dump")))
                    .max(Comparator.comparing(version -> Integer.valueOf(version.getFileName().toString()))).map(version -> version.resolve("bin"));
        }
    }

    private static List<String> server(Instance instance, String database) {
        return List.of("--host=127.0.0.1", "--port=" + instance.port(InternalPort.POSTGRESQL), "--username=" + instance.databaseUser(), "--no-password",
                database);
    }

    private record Said(int code, String errors) {}

    private static Said run(Instance instance, Account account, List<String> words, Optional<Path> input, Path output)
            throws IOException, InterruptedException {
        Path errors = Files.createTempFile("marina-database", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(Privileges.of(account).taking(words)).directory(Path.of("/").toFile())
                    .redirectInput(input.orElse(Path.of("/dev/null")).toFile()).redirectOutput(output.toFile()).redirectError(errors.toFile());
            builder.environment().clear();
            builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "LC_ALL", "C.UTF-8", "PGPASSWORD", instance.databasePassword()));
            Process process = builder.start();
            try {
                return new Said(process.waitFor(), Files.readString(errors).strip());
            } finally {
                process.destroy();
            }
        } finally {
            Files.delete(errors);
        }
    }

    private DatabaseDump() {}
}
