package dev.marina.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tenant that a test signed up, acting as its owner.
record Tenant(Marina marina, String name, String email, String password) {

    private static final Duration KUBECTL = Duration.ofMinutes(6);

    String signUpBody() {
        return """
                {"tenant":"%s","email":"%s"}""".formatted(name, email);
    }

    /// Asks, and follows the link, which is shown because the installation sends no mail.
    Tenant signUp() {
        String link = marina.post("/api/v1/signup", "", signUpBody()).expect(202).json().path("link").asText();
        marina.post("/api/v1/signup/confirm", "", """
                {"token":"%s","password":"%s"}""".formatted(link.replaceAll(".*token=", ""), password)).expect(201);
        return this;
    }

    String token() {
        return login().expect(200).json().path("access_token").asText();
    }

    Answer login() {
        return marina.post("/api/v1/token", "", """
                {"email":"%s","password":"%s"}""".formatted(email, password));
    }

    String clusterPath(String cluster) {
        return "/api/v1/tenants/" + name + "/clusters/" + cluster;
    }

    /// The same from outside.
    String clusterAddress(String cluster) {
        return marina.console() + clusterPath(cluster);
    }

    JsonNode cluster(String cluster) {
        return marina.get(clusterPath(cluster), token()).expect(200).json();
    }

    Tenant awaitReady() {
        String token = token();
        Await.until("cluster default of " + name + " is Ready with its nodes", Duration.ofMinutes(3),
                () -> marina.get(clusterPath("default"), token).expect(200).json(),
                seen -> seen.path("phase").asText().equals("Ready"));
        return this;
    }

    Tenant awaitNodes(int count) {
        awaitReady();
        Await.until(count + " nodes of " + name + " are Ready", Duration.ofMinutes(3),
                () -> kubectl("get", "nodes", "-o", "jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}").succeeded().output(),
                seen -> seen.trim().split("\\s+").length == count && !seen.contains("False") && !seen.contains("Unknown") && !seen.isBlank());
        return this;
    }

    Path kubeconfig() {
        Path file = marina.home().resolve("e2e-kubeconfig-" + name);
        if (!Files.exists(file)) {
            String yaml = marina.get(clusterPath("default") + "/kubeconfig", token()).expect(200).body();
            try {
                Files.writeString(file, yaml);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    /// What the API of its first cluster answers, by HTTP alone.
    Answer get(String path, String token) {
        return marina.send(HttpRequest.newBuilder(URI.create(marina.apiServer() + "/clusters/" + name + "/default" + path)).timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token).GET());
    }

    Program kubectl(String... arguments) {
        return kubectlWithInput("", arguments);
    }

    Program kubectlWithInput(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        return Program.run(Marina.CHECKOUT, Map.of("KUBECONFIG", kubeconfig().toString()), KUBECTL, input, command);
    }

    JsonNode kubectlJson(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        try {
            return new ObjectMapper().readTree(kubectl(all.toArray(String[]::new)).succeeded().output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a shell command in a pod and gives what it printed, whatever its exit code.
    Program inPod(String pod, String shell) {
        return kubectl("exec", pod, "--", "sh", "-c", shell);
    }

    /// Starts a busybox pod that waits, on the node named, or anywhere for "".
    Tenant startBusybox(String pod, String node) {
        kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: %s}}
                spec:
                  %s
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: marina/busybox:1
                    command: [sh, -c, 'mkdir -p /www; echo %s-of-%s > /www/index.html; httpd -f -p 8080 -h /www']
                    ports: [{containerPort: 8080}]
                    readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
                """.formatted(pod, pod, node.isEmpty() ? "" : "nodeName: " + node, pod, name), "apply", "-f", "-").succeeded();
        return this;
    }

    Tenant awaitPodReady(String pod) {
        kubectl("wait", "--for=condition=Ready", "pod/" + pod, "--timeout=120s").succeeded();
        return this;
    }

    String podAddress(String pod) {
        return kubectl("get", "pod", pod, "-o", "jsonpath={.status.podIP}").succeeded().output().trim();
    }

    List<String> nodeAddresses() {
        String output = kubectl("get", "nodes", "-o", "jsonpath={.items[*].status.addresses[?(@.type==\"InternalIP\")].address}").succeeded().output();
        return List.of(output.trim().split("\\s+"));
    }
}
