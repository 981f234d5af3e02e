package dev.marina.launcher.instance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;

/// The copies of our own programs that this installation runs: unit name to directory. A directory's name carries the hash of its
/// contents, so that a process is started anew exactly when its program has changed.
///
/// @param source hash of the sources from which they were built
public record Staged(String source, Map<String, String> directories) {
    public static final String LAUNCHER = "launcher";
    public static final String MIGRATIONS = "db-migrations";
    public static final String CONTROL_PLANE = "control-plane";
    public static final String NODE_AGENT = "node-agent";
    public static final String WARS = "wars";
    public static final String REALM = "realm";
    public static final String SERVERS = "servers";

    public Staged {
        directories = Map.copyOf(directories);
    }

    public static Staged load(Layout layout) {
        if (!Files.exists(layout.stagedFile())) {
            return new Staged("", Map.of());
        }
        Map<String, String> kept = new TreeMap<>(Json.<Map<String, String>>read(layout.stagedFile(), new TypeReference<>() {}));
        String source = kept.remove("source");
        return new Staged(source == null ? "" : source, kept);
    }

    public void keep(Layout layout) {
        Map<String, String> all = new TreeMap<>(directories);
        all.put("source", source);
        Json.writeJson(layout.stagedFile(), all);
    }

    /// Empty: not built (yet).
    public Optional<Path> find(String unit) {
        return Optional.ofNullable(directories.get(unit)).map(Path::of);
    }

    public Optional<String> classPath(String unit) {
        return find(unit).map(directory -> directory + "/*");
    }

    public Optional<Path> file(String unit, String name) {
        return find(unit).map(directory -> directory.resolve(name)).filter(Files::exists);
    }
}
