package dev.marina.launcher.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.marina.launcher.component.Trees;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.instance.Staged;

/// Copies what was built into the installation, one directory per program and content.
public final class Staging {
    private static final List<String> STUDIED = List.of(".yaml", ".md");

    private final Layout layout;

    public Staging(Layout layout) {
        this.layout = layout;
    }

    /// Directories of earlier builds stay: processes may still run from them. `clean` removes them later.
    public Staged stage(String source) throws IOException {
        Map<String, String> directories = new TreeMap<>();
        put(directories, Staged.LAUNCHER, program("launcher", "launcher/LauncherMain"));
        put(directories, Staged.MIGRATIONS, program("db-migrations", "db/MigrateMain"));
        put(directories, Staged.CONTROL_PLANE, program("control-plane/app", "controlplane/ControlPlaneMain"));
        put(directories, Staged.NODE_AGENT, program("node-agent", "agent/NodeAgentMain"));
        put(directories, Staged.REGISTRY_GATE, program("registry", "registry/RegistryGateMain"));
        put(directories, Staged.WARS, wars());
        put(directories, Staged.REALM, realm());
        put(directories, Staged.SERVERS, servers());
        put(directories, Staged.LABS, labs());
        Staged staged = new Staged(source, layout.home(), directories);
        staged.keep(layout);
        return staged;
    }

    private void put(Map<String, String> directories, String unit, Map<String, Path> files) throws IOException {
        if (!files.isEmpty()) {
            directories.put(unit, layout.home().relativize(copy(unit, files)).toString());
        }
    }

    /// A module's jar with its class path. Empty: there is no such program yet.
    private Map<String, Path> program(String module, String mainClass) throws IOException {
        Path target = layout.root().resolve(module).resolve("target");
        Map<String, Path> files = new TreeMap<>();
        if (!Files.exists(target.resolve("classes/dev/marina/" + mainClass + ".class"))) {
            return files;
        }
        for (Path jar : list(target, ".jar")) {
            files.put(jar.getFileName().toString(), jar);
        }
        for (Path jar : list(target.resolve("lib"), ".jar")) {
            files.put(jar.getFileName().toString(), jar);
        }
        return files;
    }

    private Map<String, Path> wars() throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        list(layout.root().resolve("tenancy/target"), ".war").stream().findFirst().ifPresent(war -> files.put("api.war", war));
        list(layout.root().resolve("console-web/target"), ".war").stream().findFirst().ifPresent(war -> files.put("ROOT.war", war));
        return files;
    }

    private Map<String, Path> realm() {
        Path keycloak = layout.root().resolve("tenancy/src/main/keycloak");
        Map<String, Path> files = new TreeMap<>();
        files.put("marina-realm.json", keycloak.resolve("marina-realm.json"));
        Staged.LOGIN_THEME.forEach(name -> files.put(Staged.LOGIN_THEME_PREFIX + name, keycloak.resolve("theme/login").resolve(name)));
        files.values().removeIf(Files::notExists);
        return files;
    }

    private Map<String, Path> servers() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (String suffix : List.of(".jar", ".tar.gz")) {
            list(layout.root().resolve("launcher/target/servers"), suffix).forEach(file -> files.put(file.getFileName().toString(), file));
        }
        return files;
    }

    /// Folders with what a learner's cluster needs of them: texts, goals, manifests.
    private Map<String, Path> labs() throws IOException {
        Path labs = layout.root().resolve("labs");
        Map<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(labs)) {
            try (Stream<Path> all = Files.walk(labs)) {
                all.filter(Files::isRegularFile).filter(file -> STUDIED.stream().anyMatch(file.getFileName().toString()::endsWith))
                        .forEach(file -> files.put(labs.relativize(file).toString(), file));
            }
        }
        return files;
    }

    private static List<Path> list(Path directory, String suffix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(suffix)).sorted().toList();
        }
    }

    private Path copy(String unit, Map<String, Path> files) throws IOException {
        Files.createDirectories(layout.apps());
        MessageDigest digest = sha256();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            digest.update(file.getKey().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            try (InputStream in = Files.newInputStream(file.getValue()); OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                in.transferTo(out);
            }
        }
        Path directory = layout.apps().resolve(unit + "-" + HexFormat.of().formatHex(digest.digest(), 0, 6));
        if (!Files.isDirectory(directory)) {
            Path fresh = directory.resolveSibling(directory.getFileName() + ".new");
            Trees.delete(fresh);
            Files.createDirectories(fresh);
            for (Map.Entry<String, Path> file : files.entrySet()) {
                Path copy = fresh.resolve(file.getKey());
                Files.createDirectories(copy.getParent());
                Files.copy(file.getValue(), copy);
            }
            Files.move(fresh, directory);
        }
        return directory;
    }

    /// Removes copies that nothing runs from any more. Only safe when every process runs what is staged now.
    public void clean() throws IOException {
        Set<Path> kept = new HashSet<>(Staged.load(layout).directories().values().stream().map(layout.home()::resolve).toList());
        List<Path> stale;
        try (Stream<Path> entries = Files.list(layout.apps())) {
            stale = entries.filter(directory -> !kept.contains(directory)).toList();
        }
        for (Path directory : stale) {
            Trees.delete(directory);
        }
    }

    /// Where the supervisor's own classes lie, if the launcher was staged.
    public static Optional<String> launcherClassPath(Layout layout) {
        return Staged.load(layout).classPath(Staged.LAUNCHER);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
