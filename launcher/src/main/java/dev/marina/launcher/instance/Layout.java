package dev.marina.launcher.instance;

import java.nio.file.Path;

/// Where an installation keeps what: `root` is the checkout, `home` everything that `up` makes.
public record Layout(Path root, Path home) {
    public static Layout ofEnvironment() {
        Path root = Path.of(System.getProperty("marina.root", ".")).toAbsolutePath().normalize();
        String home = System.getenv("MARINA_HOME");
        return new Layout(root, home == null || home.isBlank() ? root.resolve(".marina") : Path.of(home).toAbsolutePath().normalize());
    }

    public Path instanceFile() {
        return home.resolve("instance.json");
    }

    public Path settingsFile() {
        return home.resolve("settings.json");
    }

    public Path portsFile() {
        return home.resolve("ports.json");
    }

    public Path secretsFile() {
        return home.resolve("secrets.json");
    }

    public Path processesFile() {
        return home.resolve("processes.json");
    }

    public Path stagedFile() {
        return home.resolve("staged.json");
    }

    public Path accountsFile() {
        return home.resolve("accounts.json");
    }

    public Path joinedFile() {
        return home.resolve("joined.json");
    }

    public Path lockFile() {
        return home.resolve("up.lock");
    }

    public Path log(String component) {
        return home.resolve("logs").resolve(component + ".log");
    }

    public Path config(String file) {
        return home.resolve("config").resolve(file);
    }

    public Path data(String component) {
        return home.resolve("data").resolve(component);
    }

    /// What can be made again.
    public Path cache(String component) {
        return home.resolve("cache").resolve(component);
    }

    /// Keys that only root reads.
    public Path internal(String file) {
        return home.resolve("internal").resolve(file);
    }

    public Path pki(String file) {
        return home.resolve("pki").resolve(file);
    }

    /// Unpacked servers of other makers.
    public Path server(String nameAndVersion) {
        return home.resolve("servers").resolve(nameAndVersion);
    }

    /// Copies of our own jars, so that a build does not pull them away under a running process.
    public Path apps() {
        return home.resolve("app");
    }
}
