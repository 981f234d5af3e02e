package dev.marina.agent.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.agent.pod.HostPort;
import dev.marina.agent.pod.PodNetwork;
import dev.marina.agent.runtime.PodRef;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.SandboxId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Calls a CNI plugin as the specification says: verb and names in the environment, configuration on standard input, the result
/// on standard output. What a plugin answered is kept in the pod's directory, since an address is given once.
final class CniPodNetwork implements PodNetwork {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESULT = "network-%s.json";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int UNKNOWN_CONTAINER = 3;
    /// From here on codes are the plugin's own: with CHECK they say that something is not as it was.
    private static final int OF_THE_PLUGIN = 100;

    private final Path plugin;
    private final Supplier<String> configuration;
    private final Path pods;
    private final Duration limit;

    CniPodNetwork(Path plugin, Supplier<String> configuration, Path pods) {
        this(plugin, configuration, pods, LIMIT);
    }

    /// @param configuration of the network, as JSON
    /// @param pods directory that holds one directory per pod uid
    /// @param limit for each call
    CniPodNetwork(Path plugin, Supplier<String> configuration, Path pods, Duration limit) {
        this.plugin = plugin;
        this.configuration = configuration;
        this.pods = pods;
        this.limit = limit;
    }

    @Override
    public List<String> attach(PodRef pod, SandboxId sandbox, String networkNamespace, List<HostPort> ports) {
        Path kept = kept(pod, sandbox);
        try {
            if (Files.exists(kept)) {
                JsonNode known = JSON.readTree(Files.readString(kept));
                if (stands(pod, sandbox, networkNamespace, known)) {
                    return addresses(known);
                }
                detach(pod, sandbox, networkNamespace);
            }
            JsonNode result = add(pod, sandbox, networkNamespace, ports);
            Files.createDirectories(kept.getParent());
            Path fresh = kept.resolveSibling(kept.getFileName() + ".new");
            Files.writeString(fresh, result.toString());
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
            return addresses(result);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// An answer that is kept may be older than the node's network.
    private boolean stands(PodRef pod, SandboxId sandbox, String networkNamespace, JsonNode known) throws IOException {
        ObjectNode configuration = (ObjectNode) JSON.readTree(this.configuration.get());
        configuration.set("prevResult", known);
        try {
            call("CHECK", pod, sandbox, networkNamespace, configuration.toString());
            return true;
        } catch (Refusal refusal) {
            if (refusal.code == UNKNOWN_CONTAINER || refusal.code >= OF_THE_PLUGIN) {
                return false;
            }
            throw refusal;
        }
    }

    /// As the specification asks: after an ADD that failed comes a DEL. What an ADD left whose end nobody saw goes with it.
    private JsonNode add(PodRef pod, SandboxId sandbox, String networkNamespace, List<HostPort> ports) throws IOException {
        try {
            return call("ADD", pod, sandbox, networkNamespace, configuration(ports));
        } catch (RuntimeException failure) {
            try {
                detach(pod, sandbox, networkNamespace);
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    /// Ports are handed to a plugin that says that it can have them.
    private String configuration(List<HostPort> ports) throws IOException {
        ObjectNode configuration = (ObjectNode) JSON.readTree(this.configuration.get());
        if (ports.isEmpty()) {
            return configuration.toString();
        }
        if (!configuration.path("capabilities").path("portMappings").asBoolean()) {
            throw new RuntimeFailure("the network plugin cannot lead ports of the node to a pod");
        }
        ArrayNode mappings = configuration.putObject("runtimeConfig").putArray("portMappings");
        ports.forEach(port -> mappings.addObject().put("hostPort", port.hostPort()).put("containerPort", port.containerPort()).put("protocol", port.protocol())
                .put("hostIP", port.hostIp()));
        return configuration.toString();
    }

    @Override
    public void detach(PodRef pod, SandboxId sandbox, String networkNamespace) {
        try {
            call("DEL", pod, sandbox, networkNamespace, configuration.get());
            Files.deleteIfExists(kept(pod, sandbox));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path kept(PodRef pod, SandboxId sandbox) {
        return pods.resolve(pod.uid()).resolve(RESULT.formatted(sandbox.value().substring(0, Math.min(12, sandbox.value().length()))));
    }

    private JsonNode call(String verb, PodRef pod, SandboxId sandbox, String networkNamespace, String input) throws IOException {
        ProcessBuilder command = new ProcessBuilder(plugin.toString()).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> env = command.environment();
        env.put("CNI_COMMAND", verb);
        env.put("CNI_CONTAINERID", sandbox.value());
        env.put("CNI_NETNS", networkNamespace);
        env.put("CNI_IFNAME", "eth0");
        env.put("CNI_PATH", plugin.getParent().toString());
        env.put("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s;K8S_POD_UID=%s".formatted(
                pod.namespace(), pod.name(), sandbox, pod.uid()));
        Process process = command.start();
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        Thread.ofVirtual().name("cni " + verb).start(() -> exchange(process, input, output));
        JsonNode result = parse(await(verb, process, output));
        if (process.exitValue() != 0) {
            throw new Refusal(result.path("code").asInt(), "plugin type=\"%s\" failed (%s): %s".formatted(plugin.getFileName(), verb.toLowerCase(Locale.ROOT),
                    (result.path("msg").asText() + " " + result.path("details").asText("")).strip()));
        }
        return result;
    }

    private static void exchange(Process process, String input, CompletableFuture<byte[]> output) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // a plugin that has ended says on its output why
        }
        try {
            output.complete(process.getInputStream().readAllBytes());
        } catch (IOException broken) {
            output.completeExceptionally(broken);
        }
    }

    private String await(String verb, Process process, CompletableFuture<byte[]> output) throws IOException {
        try {
            String answer = new String(output.get(limit.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8);
            process.waitFor();
            return answer;
        } catch (TimeoutException _) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new RuntimeFailure("network plugin did not answer %s within %d s".formatted(verb, limit.toSeconds()));
        } catch (ExecutionException broken) {
            throw new IOException("network plugin's answer to %s broke off".formatted(verb), broken.getCause());
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: network " + verb, interrupted);
        }
    }

    private static JsonNode parse(String answer) {
        try {
            return answer.isBlank() ? JSON.createObjectNode() : JSON.readTree(answer);
        } catch (JsonProcessingException _) {
            return JSON.createObjectNode().put("msg", answer.strip());
        }
    }

    /// The plugin's own word.
    private static final class Refusal extends RuntimeFailure {

        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    private static List<String> addresses(JsonNode result) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode ip : result.path("ips")) {
            String address = ip.path("address").asText();
            addresses.add(address.contains("/") ? address.substring(0, address.indexOf('/')) : address);
        }
        if (addresses.isEmpty()) {
            throw new RuntimeFailure("network plugin gave no address");
        }
        return addresses;
    }
}
