package dev.marina.launcher.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.Json;
import dev.marina.launcher.images.Images;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Secrets.Secret;

/// The tenant `demo` with the worked example in its cluster. May be called any number of times.
public final class Demo {
    public static final String TENANT = "demo";
    public static final String OWNER = "demo@marina.test";

    private static final String CLUSTER = "/api/v1/tenants/demo/clusters/default";
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Instance instance;
    private final Consumer<String> progress;
    private final PlatformClient platform;

    public Demo(Instance instance, Consumer<String> progress) {
        this.instance = instance;
        this.progress = progress;
        this.platform = new PlatformClient(instance.consoleLoopbackUrl());
    }

    public String password() {
        return instance.secrets().of(Secret.DEMO_OWNER);
    }

    /// The application's address, which answers.
    public String deploy() throws Exception {
        signUp();
        String token = token();
        progress.accept("waiting for the cluster demo/default");
        await("the cluster", () -> platform.get(CLUSTER, token).expect("cluster", 200).json(), cluster -> cluster.path("phase").asText().equals("Ready"));
        new Images(instance).ensure(List.of("mariadb", "tomcat-demo"), progress);
        KubernetesClient cluster = await("the kubeconfig", () -> kubernetes(token), _ -> true);
        apply(cluster);
        String url = await("a node with an address", () -> url(cluster), address -> !address.isEmpty());
        progress.accept("waiting for " + url);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
            await("the application at " + url, () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode(), status -> status == 200);
        }
        return url;
    }

    private void signUp() throws IOException, InterruptedException {
        boolean proof = platform.get("/api/v1/signup", "").expect("how to sign up", 200).json().path("mailProof").asBoolean();
        PlatformClient.Answer answer = proof ? asked()
                : platform.post("/api/v1/signup", Map.of("tenant", TENANT, "email", OWNER, "password", password()));
        answer.expect("signing up the tenant demo", 201, 409);
        progress.accept(answer.status() == 201 ? "signed up the tenant demo" : "the tenant demo is there already");
    }

    /// The link that proves the address is in the answer where the installation sends no mail.
    private PlatformClient.Answer asked() throws IOException, InterruptedException {
        PlatformClient.Answer asked = platform.post("/api/v1/signup", Map.of("tenant", TENANT, "email", OWNER));
        if (asked.status() == 409) {
            return asked;
        }
        String link = asked.expect("signing up the tenant demo", 202).json().path("link").asText();
        if (link.isEmpty()) {
            throw new Complaint("this installation proves addresses by mail, and nobody reads the mail of " + OWNER + "; `up --demo` needs MARINA_MAIL_PROOF=none");
        }
        return platform.post("/api/v1/signup/confirm", Map.of("token", link.substring(link.indexOf("token=") + "token=".length()), "password", password()));
    }

    private String token() throws IOException, InterruptedException {
        PlatformClient.Answer answer = platform.post("/api/v1/token", Map.of("email", OWNER, "password", password()));
        if (answer.status() == 401) {
            throw new Complaint("the tenant demo belongs to somebody else's sign-up; `./marina down --purge` starts afresh");
        }
        return answer.expect("logging in as " + OWNER, 200).json().path("access_token").asText();
    }

    private KubernetesClient kubernetes(String token) throws IOException, InterruptedException, GeneralSecurityException {
        return new KubernetesClient(Kubeconfig.parse(platform.get(CLUSTER + "/kubeconfig", token).expect("the kubeconfig", 200).body()));
    }

    private void apply(KubernetesClient cluster) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(instance.layout().root().resolve("examples/tomcat-mysql"))) {
            files = entries.filter(file -> file.getFileName().toString().endsWith(".yaml")).sorted().toList();
        }
        for (Path file : files) {
            try (MappingIterator<JsonNode> documents = Json.YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
                while (documents.hasNext()) {
                    progress.accept(cluster.apply(documents.next()));
                }
            }
        }
    }

    /// Empty while no node has an address.
    private static String url(KubernetesClient cluster) throws IOException, InterruptedException {
        int port = cluster.get("/api/v1/namespaces/default/services/web").path("spec").path("ports").path(0).path("nodePort").asInt();
        for (JsonNode node : cluster.get("/api/v1/nodes").path("items")) {
            for (JsonNode address : node.path("status").path("addresses")) {
                if (address.path("type").asText().equals("InternalIP") && port > 0) {
                    return "http://%s:%d/".formatted(address.path("address").asText(), port);
                }
            }
        }
        return "";
    }

    private static <T> T await(String what, Callable<T> look, java.util.function.Predicate<T> good) throws Exception {
        long until = System.nanoTime() + LONGEST.toNanos();
        String last = "";
        while (System.nanoTime() < until) {
            try {
                T seen = look.call();
                if (good.test(seen)) {
                    return seen;
                }
                last = String.valueOf(seen);
            } catch (IOException e) {
                last = String.valueOf(e.getMessage());
            }
            Thread.sleep(300);
        }
        throw new Complaint("%s does not answer in %d s; last seen: %s".formatted(what, LONGEST.toSeconds(), last));
    }
}
