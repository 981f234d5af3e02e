package dev.marina.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.marina.examples.images.ExampleImages;
import dev.marina.launcher.Complaint;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Secrets.Secret;
import dev.marina.launcher.process.Poll;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

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
        await("the cluster", () -> Optional.of(platform.get(CLUSTER, token).expect("cluster", 200).json())
                .filter(cluster -> cluster.path("phase").asText().equals("Ready")));
        ExampleImages.of(instance).ensure(List.of("mariadb", "tomcat-demo"), progress);
        String kubeconfig = await("the kubeconfig", () -> Optional.of(platform.get(CLUSTER + "/kubeconfig", token).expect("the kubeconfig", 200).body()));
        String url;
        try (KubernetesClient cluster = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build()) {
            apply(cluster);
            url = await("a node with an address",
                    () -> ApplicationAddress.of(cluster.services().inNamespace("default").withName("web").get(), cluster.nodes().list().getItems()));
        }
        progress.accept("waiting for " + url);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
            await("the application at " + url,
                    () -> Optional.of(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).filter(status -> status == 200));
        }
        return url;
    }

    private void signUp() throws IOException, InterruptedException {
        boolean proof = platform.get("/api/v1/signup", "").expect("how to sign up", 200).json().path("mailProof").asBoolean();
        PlatformClient.Answer answer = proof
                ? asked()
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
            throw new Complaint(
                    "this installation proves addresses by mail, and nobody reads the mail of " + OWNER + "; `up --demo` needs MARINA_MAIL_PROOF=none");
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

    /// As `kubectl apply --server-side` does it: what is there already becomes what the files say.
    private void apply(KubernetesClient cluster) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(instance.layout().root().resolve("examples/tomcat-mysql"))) {
            files = entries.filter(file -> file.getFileName().toString().endsWith(".yaml")).sorted().toList();
        }
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                for (HasMetadata object : cluster.load(in).items()) {
                    cluster.resource(object).inNamespace("default").fieldManager("marina-examples").forceConflicts().serverSideApply();
                    progress.accept("%s %s applied".formatted(object.getKind(), object.getMetadata().getName()));
                }
            }
        }
    }

    /// The first answer that is present; until then failures are taken for a beginning.
    private static <T> T await(String what, Callable<Optional<T>> look) throws Exception {
        AtomicReference<Optional<T>> seen = new AtomicReference<>(Optional.empty());
        AtomicReference<String> last = new AtomicReference<>("not yet");
        Poll.until(LONGEST, () -> {
            try {
                seen.set(look.call());
            } catch (IOException | KubernetesClientException e) {
                last.set(String.valueOf(e.getMessage()));
            }
            return seen.get().isPresent();
        });
        return seen.get().orElseThrow(() -> new Complaint("%s does not answer in %d s; last seen: %s".formatted(what, LONGEST.toSeconds(), last)));
    }
}
