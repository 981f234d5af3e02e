package dev.marina.launcher.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

import dev.marina.launcher.Json;
import dev.marina.launcher.component.Components;
import dev.marina.launcher.component.Docker;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Secrets.Secret;
import dev.marina.launcher.process.Command;

/// Puts images of the installation's engine into the platform's registry, below `marina/`, where all tenants may pull them and build on them.
public final class SharedImages {
    /// As tenancy knows who may write there.
    private static final String USER = "marina-operator";

    private final Instance instance;
    private final Docker docker;

    public SharedImages(Instance instance) {
        this.instance = instance;
        this.docker = new Docker(instance.dockerSocket());
    }

    /// Whether there is a registry to put them into.
    public boolean possible() {
        return Components.of(instance.settings()).stream().anyMatch(component -> component.name().equals("registry-gate"));
    }

    /// May be called any number of times: what is there already is not sent again.
    ///
    /// @param name without `marina/`
    public void publish(String name, Consumer<String> progress) throws IOException, InterruptedException {
        progress.accept("publishing the image %s/marina/%s:1".formatted(instance.registry(), name));
        Path work = Files.createTempDirectory(Files.createDirectories(instance.layout().home().resolve("tmp")), "publish",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Path archive = work.resolve("image.tar");
            docker.command("save", "--output", archive.toString(), "marina/%s:1".formatted(name)).require();
            // Its own address: the name by which people know it need not lead here from here.
            String registry = "127.0.0.1:" + instance.port(InternalPort.REGISTRY_GATE);
            Path login = Files.writeString(work.resolve("auth.json"), login(registry));
            for (String tag : new String[] {"1", "latest"}) {
                Command.of("skopeo", "--insecure-policy", "--tmpdir", work.toString(), "copy", "--quiet", "--dest-authfile", login.toString(),
                        "--dest-tls-verify=false", "docker-archive:" + archive, "docker://%s/marina/%s:%s".formatted(registry, name, tag)).require();
            }
        } finally {
            Trees.delete(work);
        }
    }

    /// In a file: arguments are for everybody on the machine to read.
    private String login(String registry) {
        String both = USER + ":" + instance.secrets().of(Secret.OPERATOR);
        return Json.line(Map.of("auths", Map.of(registry, Map.of("auth", Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))))));
    }
}
