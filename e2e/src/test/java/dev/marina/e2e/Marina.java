package dev.marina.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// One instance of Marina as a stranger sees it: its commands, its REST API, its console. Started once for all tests.
final class Marina implements AutoCloseable {

    static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();
    /// Below which tenants' applications have names.
    static final String APPS_DOMAIN = "apps.localhost";
    private static final String REGISTRIES = "MARINA_REGISTRIES";
    private static final Duration START = Duration.ofMinutes(15);

    private final Path home;
    private final Map<String, String> environment;
    private final boolean ours;
    private HttpClient http;
    private final AtomicInteger tenants = new AtomicInteger();
    private final List<Tenant> signedUp = new CopyOnWriteArrayList<>();

    private Marina(Path home, Map<String, String> environment, boolean ours) {
        this.home = home;
        this.environment = environment;
        this.ours = ours;
    }

    static Marina start() {
        String given = System.getenv("MARINA_E2E_HOME");
        if (given != null) {
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("MARINA_HOME", given);
            for (String name : List.of("MARINA_CONSOLE_PORT", "MARINA_API_PORT", "MARINA_KEYCLOAK_PORT", REGISTRIES)) {
                environment.put(name, System.getenv(name));
            }
            return new Marina(Path.of(given), environment, false);
        }
        Path home = CHECKOUT.resolve("e2e/target/home");
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("MARINA_HOME", home.toString());
        List<Integer> ports = freePorts(4);
        environment.put("MARINA_CONSOLE_PORT", ports.get(0).toString());
        environment.put("MARINA_API_PORT", ports.get(1).toString());
        environment.put("MARINA_KEYCLOAK_PORT", ports.get(2).toString());
        String registry = PrivateRegistry.address() + ":" + ports.get(3);
        environment.put(REGISTRIES, "http://" + registry);
        environment.put("MARINA_REGISTRY_CACHES", registry + "=http://" + registry);
        environment.put("MARINA_APPS_DOMAIN", APPS_DOMAIN);
        environment.put("MARINA_RUNTIMES", "docker,containerd");
        Marina marina = new Marina(home, environment, true);
        if (Files.exists(home)) {
            marina.command("down", "--purge");
        }
        Program up = marina.command("up");
        System.out.println(up.output());
        up.succeeded();
        return marina;
    }

    /// Below those that the kernel gives to outgoing connections: they stay free while the instance is down for a moment.
    private static List<Integer> freePorts(int count) {
        return ThreadLocalRandom.current().ints(12_000, 30_000).distinct().filter(Marina::isFree).limit(count).boxed().toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// `host:port` at which the instance expects a registry without TLS; empty: it was told of none.
    Optional<String> registry() {
        return Optional.ofNullable(environment.get(REGISTRIES)).filter(named -> named.startsWith("http://")).map(named -> named.substring("http://".length()));
    }

    String instance() {
        try {
            return Files.readString(home.resolve("instance")).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    Path logs() {
        return home.resolve("logs");
    }

    Program command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(CHECKOUT.resolve("marina").toString()));
        command.addAll(List.of(arguments));
        return Program.run(CHECKOUT, environment, START, command);
    }

    /// As of another installation, or of none yet, on the same machine.
    Program commandAt(Path elsewhere, String... arguments) {
        Map<String, String> there = new LinkedHashMap<>(environment);
        there.put("MARINA_HOME", elsewhere.toString());
        List<String> command = new ArrayList<>(List.of(CHECKOUT.resolve("marina").toString()));
        command.addAll(List.of(arguments));
        return Program.run(CHECKOUT, there, START, command);
    }

    /// For every command from now on.
    void setting(String variable, String value) {
        environment.put(variable, value);
    }

    String console() {
        return "https://localhost:" + environment.get("MARINA_CONSOLE_PORT");
    }

    /// Where the console shows the tenant's first cluster.
    String cluster(Tenant of) {
        return console() + "/clusters/" + of.name() + "/default";
    }

    String keycloak() {
        return "https://localhost:" + environment.get("MARINA_KEYCLOAK_PORT");
    }

    String apiServer() {
        return "https://localhost:" + environment.get("MARINA_API_PORT");
    }

    JsonNode status() {
        try {
            // Both streams come together; on standard error the launcher says what it builds.
            String output = command("status", "--json").output();
            return new ObjectMapper().readTree(output.substring(Math.max(0, output.indexOf('{'))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid(String component) {
        for (JsonNode row : status().path("components")) {
            if (row.path("name").asText().equals(component)) {
                return row.path("pid").asLong();
            }
        }
        throw new AssertionError("status names no component " + component + ": " + status());
    }

    Answer post(String path, String token, String json) {
        return send(request(path, token).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer put(String path, String token, String json) {
        return send(request(path, token).header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    Answer get(String path, String token) {
        return send(request(path, token).GET());
    }

    Answer delete(String path, String token) {
        return send(request(path, token).DELETE());
    }

    HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(console() + path)).timeout(Duration.ofSeconds(60));
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    /// Of a client that trusts the installation's authority and nobody else.
    synchronized HttpClient http() {
        if (http == null) {
            http = HttpClient.newBuilder().sslContext(Trust.only(home.resolve("pki/ca.pem"))).connectTimeout(Duration.ofSeconds(5)).build();
        }
        return http;
    }

    Answer send(HttpRequest.Builder builder) {
        try {
            return new Answer(http().send(builder.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Signs a new tenant up through REST; the name begins with `prefix`.
    Tenant signUp(String prefix) {
        String name = prefix + "-" + Long.toString(System.currentTimeMillis() % 100_000_000, 36) + tenants.incrementAndGet();
        Tenant tenant = new Tenant(this, name, "owner@" + name + ".test", "correct horse " + name.hashCode()).signUp();
        signedUp.add(tenant);
        return tenant;
    }

    /// Takes the clusters of all who signed up away, so that the disks of their nodes are there for the next tests. Whose password a
    /// test has changed, or whom it has removed, is left as that test left them.
    void clear() {
        for (Tenant tenant : signedUp) {
            Answer login = tenant.login();
            if (login.status() == 200) {
                delete(tenant.clusterPath("default"), login.json().path("access_token").asText());
            }
        }
        signedUp.clear();
    }

    @Override
    public void close() {
        if (ours) {
            command("down", "--purge").succeeded();
        }
    }
}
