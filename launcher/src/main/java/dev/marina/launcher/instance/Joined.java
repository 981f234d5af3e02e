package dev.marina.launcher.instance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;

/// Of a machine that has joined an installation: which, and as whom. Where there is none, the installation is here.
///
/// @param host by which the installation is reached
/// @param port of TCP there and of UDP between machines
/// @param machine its name
/// @param address at which other machines reach this one
public record Joined(String host, int port, String machine, String address) {
    /// Below `pki/`.
    public static final String KEY = "machine-key.pem";

    public static Optional<Joined> find(Layout layout) {
        Path file = layout.joinedFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Map<String, String> kept = Json.read(file, new TypeReference<>() {});
        return Optional.of(new Joined(kept.get("host"), Integer.parseInt(kept.get("port")), kept.get("machine"), kept.get("address")));
    }

    public void keep(Layout layout) {
        Json.writeJson(layout.joinedFile(), new TreeMap<>(Map.of("host", host, "port", Integer.toString(port), "machine", machine, "address", address)));
    }
}
