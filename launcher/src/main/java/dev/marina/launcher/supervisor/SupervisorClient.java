package dev.marina.launcher.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Json;
import dev.marina.launcher.instance.Instance;

/// The other end of the control socket.
public final class SupervisorClient {
    /// What a supervisor says about its installation.
    ///
    /// @param launcher hash of the launcher's sources that it runs
    public record Report(String launcher, List<ComponentStatus> components) {
        public boolean allRunning() {
            return components.stream().allMatch(component -> component.running() || component.absent());
        }
    }

    private final Instance instance;

    public SupervisorClient(Instance instance) {
        this.instance = instance;
    }

    /// Empty: no supervisor is running.
    public Optional<Report> status() {
        return ask("status", _ -> {}).map(answer -> new Report(answer.path("launcher").asText(),
                Json.JSON.convertValue(answer.get("components"), new TypeReference<List<ComponentStatus>>() {})));
    }

    public boolean reload() {
        return ask("reload", _ -> {}).isPresent();
    }

    /// The supervisor ends, its processes stay.
    public boolean leave() {
        return ask("leave", _ -> {}).isPresent();
    }

    /// Everything ends. False: there is no supervisor to ask.
    public boolean down(Consumer<String> progress) {
        return ask("down", progress).isPresent();
    }

    private Optional<JsonNode> ask(String request, Consumer<String> progress) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(instance.supervisorSocket()));
            channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
            BufferedReader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            String line;
            while ((line = in.readLine()) != null) {
                JsonNode answer = Json.JSON.readTree(line);
                if (answer.has("done")) {
                    return Optional.of(answer);
                }
                progress.accept(answer.path("progress").asText());
            }
            return Optional.empty();
        } catch (IOException e) {
            // No socket, nobody behind it, or its end while we listened: in each case there is no supervisor now.
            return Optional.empty();
        }
    }
}
