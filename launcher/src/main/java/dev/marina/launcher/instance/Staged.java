package dev.marina.launcher.instance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;

/// The copies of our own programs that this installation runs: unit name to directory. A directory's name carries the hash of its
/// contents, so that a process is started anew exactly when its program has changed.
///
/// @param source hash of the sources from which they were built
/// @param directories by unit; a relative one lies under the installation's directory
public record Staged(String source, Path home, Map<String, String> directories) {
    public static final String LAUNCHER = "launcher";
    public static final String MIGRATIONS = "db-migrations";
    public static final String CONTROL_PLANE = "control-plane";
    public static final String NODE_AGENT = "node-agent";
    public static final String WARS = "wars";
    public static final String REALM = "realm";
    public static final String SERVERS = "servers";
    public static final String LABS = "labs";
    public static final String REGISTRY_GATE = "registry-gate";
    /// Files of [#REALM] beside the realm, each with [#LOGIN_THEME_PREFIX] before its name.
    public static final List<String> LOGIN_THEME = List.of("theme.properties", "footer.ftl");
    public static final String LOGIN_THEME_PREFIX = "login-theme-";

    public Staged {
        directories = Map.copyOf(directories);
    }

    public static Staged load(Layout layout) {
        return load(layout, layout.home());
    }

    /// With paths as users other than root can name them.
    public static Staged seen(Instance instance) {
        return load(instance.layout(), instance.seen().home());
    }

    private static Staged load(Layout layout, Path home) {
        if (!Files.exists(layout.stagedFile())) {
            return new Staged("", home, Map.of());
        }
        Map<String, String> kept = new TreeMap<>(Json.<Map<String, String>>read(layout.stagedFile(), new TypeReference<>() {}));
        String source = kept.remove("source");
        // Earlier ones were written with the whole path.
        kept.replaceAll((_, directory) -> directory.replace(layout.home() + "/", ""));
        return new Staged(source == null ? "" : source, home, kept);
    }

    public void keep(Layout layout) {
        Map<String, String> all = new TreeMap<>(directories);
        all.put("source", source);
        Json.writeJson(layout.stagedFile(), all);
    }

    /// Empty: not built (yet).
    public Optional<Path> find(String unit) {
        return Optional.ofNullable(directories.get(unit)).map(home::resolve);
    }

    public Optional<String> classPath(String unit) {
        return find(unit).map(directory -> directory + "/*");
    }

    public Optional<Path> file(String unit, String name) {
        return find(unit).map(directory -> directory.resolve(name)).filter(Files::exists);
    }
}
