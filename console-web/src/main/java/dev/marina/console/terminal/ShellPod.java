package dev.marina.console.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.cluster.ClusterRef;
import dev.marina.console.feed.Backoff;
import dev.marina.console.feed.TableSource.LoginEnded;
import dev.marina.console.feed.TableSource.Refusal;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.ExecChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// A tenant's own shell: a pod in the tenant's cluster with kubectl, one for each person, made with that person's own rights.
///
/// What lies in a pod can be taken by whoever may run a command in it, so no token of a person's does. The pod has the rights of a service account
/// that may what a *developer* may in this cluster: exactly whoever may get into the pod may that much already. An owner does more with a
/// kubeconfig of their own.
public final class ShellPod {

    public static final String NAMESPACE = "marina-shell";
    static final String IMAGE = "marina/shell:1";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Backoff LOOK_AGAIN = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(2));
    private static final Set<String> NO_IMAGE = Set.of("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName");
    /// Where they belong, and what they are; in the order in which they are made.
    private static final List<String> FOUNDATION = List.of("namespace", "account", "edit", "read");

    private final ClusterApi api;
    private final String name;
    private final Texts texts;

    ShellPod(ClusterApi api, Texts texts) {
        this.api = api;
        this.name = "shell-" + digest(api.person().email());
        this.texts = texts;
    }

    /// In the person's language.
    ///
    /// @param first where somebody with more rights has to open the first shell
    record Texts(String making, String waiting, String noImage, String first, String slow) {}

    /// Blocks until a shell runs.
    ExecChannel open(ExecChannel.Sink sink, Consumer<String> note) throws IOException {
        try {
            ensure(note);
        } catch (LoginEnded e) {
            throw new IOException(e.getMessage(), e);
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a shell was made");
        }
        return new ExecTarget(new ClusterRef(api.tenant(), api.cluster()), NAMESPACE, name, "shell", ExecTarget.SHELL).open(api, sink);
    }

    private void ensure(Consumer<String> note) throws IOException, InterruptedException {
        Instant until = Instant.now().plus(PATIENCE);
        boolean made = false;
        String said = "";
        for (int turn = 1; Instant.now().isBefore(until); turn++) {
            JsonNode pod = find(pods() + "/" + name);
            switch (ShellStep.of(pod)) {
                case ShellStep.Use() -> {
                    return;
                }
                case ShellStep.Make() -> {
                    if (!made) {
                        note.accept(texts.making());
                    }
                    made = true;
                    found();
                    create(pods(), document("pod"));
                }
                case ShellStep.Remove(String uid) -> remove(uid);
                case ShellStep.Wait(String reason) -> {
                    if (NO_IMAGE.contains(reason)) {
                        // The next try begins anew: a node waits longer and longer before it looks for an image again.
                        remove(pod.path("metadata").path("uid").asText());
                        throw new IOException(texts.noImage());
                    }
                    if (!reason.equals(said)) {
                        said = reason;
                        note.accept(texts.waiting() + " " + reason);
                    }
                }
            }
            Thread.sleep(LOOK_AGAIN.after(turn));
        }
        throw new IOException(texts.slow() + " " + said);
    }

    /// @param uid of this pod and of no other that came in its place
    private void remove(String uid) throws IOException {
        api.write("DELETE", pods() + "/" + name, "application/json",
                "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"%s\"}}".formatted(uid));
    }

    private void found() throws IOException {
        for (String part : FOUNDATION) {
            String path = FoundationPath.of(part);
            String document = document(part);
            if (!find(path + "/" + read(document).path("metadata").path("name").asText()).isMissingNode()) {
                continue;
            }
            try {
                create(path, document);
            } catch (Refusal refused) {
                if (refused.status() == 403) {
                    throw new IOException(texts.first() + " " + refused.getMessage(), refused);
                }
                throw refused;
            }
        }
    }

    private void create(String path, String document) throws IOException {
        try {
            api.write("POST", path, "application/json", document);
        } catch (Refusal refused) {
            // Somebody else made it at the same moment.
            if (refused.status() != 409) {
                throw refused;
            }
        }
    }

    private JsonNode find(String path) throws IOException {
        try {
            return api.read(path);
        } catch (Refusal refused) {
            if (refused.status() == 404) {
                return JSON.missingNode();
            }
            throw refused;
        }
    }

    private static String pods() {
        return "/api/v1/namespaces/" + NAMESPACE + "/pods";
    }

    private String document(String part) {
        try (InputStream in = ShellPod.class.getResourceAsStream("/shell/%s.json".formatted(part))) {
            ObjectNode document = (ObjectNode) JSON.readTree(in);
            if (part.equals("pod")) {
                ((ObjectNode) document.path("metadata")).put("name", name);
            }
            return document.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("the shell's " + part + " cannot be read", e);
        }
    }

    private static JsonNode read(String document) throws IOException {
        return JSON.readTree(document);
    }

    /// An address is no name for a pod, and not everybody's business.
    private static String digest(String email) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(email.getBytes(StandardCharsets.UTF_8)), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class FoundationPath {
        static String of(String part) {
            return switch (part) {
                case "namespace" -> "/api/v1/namespaces";
                case "account" -> "/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts";
                default -> "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
            };
        }
    }
}
