package dev.marina.agent.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Calls a CNI plugin as the specification says: verb and names in the environment, configuration on standard input, the result
/// on standard output. What a plugin answered is kept in the pod's directory, since an address is given once.
final class CniPodNetwork implements PodNetwork {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESULT = "network-%s.json";
    private static final long LIMIT_SECONDS = 60;

    private final Path plugin;
    private final Supplier<String> configuration;
    private final Path pods;

    /// @param configuration of the network, as JSON
    /// @param pods directory that holds one directory per pod uid
    CniPodNetwork(Path plugin, Supplier<String> configuration, Path pods) {
        this.plugin = plugin;
        this.configuration = configuration;
        this.pods = pods;
    }

    @Override
    public List<String> attach(PodRef pod, SandboxId sandbox, String networkNamespace) {
        Path kept = kept(pod, sandbox);
        try {
            if (Files.exists(kept)) {
                return addresses(JSON.readTree(Files.readString(kept)));
            }
            JsonNode result = call("ADD", pod, sandbox, networkNamespace);
            Files.createDirectories(kept.getParent());
            Path fresh = kept.resolveSibling(kept.getFileName() + ".new");
            Files.writeString(fresh, result.toString());
            Files.move(fresh, kept, StandardCopyOption.ATOMIC_MOVE);
            return addresses(result);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void detach(PodRef pod, SandboxId sandbox, String networkNamespace) {
        try {
            call("DEL", pod, sandbox, networkNamespace);
            Files.deleteIfExists(kept(pod, sandbox));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path kept(PodRef pod, SandboxId sandbox) {
        return pods.resolve(pod.uid()).resolve(RESULT.formatted(sandbox.value().substring(0, Math.min(12, sandbox.value().length()))));
    }

    private JsonNode call(String verb, PodRef pod, SandboxId sandbox, String networkNamespace) throws IOException {
        ProcessBuilder command = new ProcessBuilder(plugin.toString());
        Map<String, String> env = command.environment();
        env.put("CNI_COMMAND", verb);
        env.put("CNI_CONTAINERID", sandbox.value());
        env.put("CNI_NETNS", networkNamespace);
        env.put("CNI_IFNAME", "eth0");
        env.put("CNI_PATH", plugin.getParent().toString());
        env.put("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s;K8S_POD_UID=%s".formatted(
                pod.namespace(), pod.name(), sandbox, pod.uid()));
        Process process = command.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(configuration.get().getBytes(StandardCharsets.UTF_8));
        }
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new RuntimeFailure("network plugin did not answer %s within %d s".formatted(verb, LIMIT_SECONDS));
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new RuntimeFailure("interrupted: network " + verb, interrupted);
        }
        JsonNode result = answer.isBlank() ? JSON.createObjectNode() : JSON.readTree(answer);
        if (process.exitValue() != 0) {
            throw new RuntimeFailure("plugin type=\"marina-cni\" failed (%s): %s %s".formatted(verb.toLowerCase(java.util.Locale.ROOT),
                    result.path("msg").asText(answer), Optional.of(result.path("details").asText("")).orElse("")).strip());
        }
        return result;
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
