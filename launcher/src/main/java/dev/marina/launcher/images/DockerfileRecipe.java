package dev.marina.launcher.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A directory with a Dockerfile, as anybody writes one.
record DockerfileRecipe(String name, Optional<String> base, Path directory) implements Recipe {
    @Override
    public String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files()) {
            text.append(directory.relativize(file)).append('\n').append(Files.readString(file)).append('\n');
        }
        return text.toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Override
    public void build(Docker docker, String tag, String label, Path work) throws IOException, InterruptedException {
        // The engine has no network of its own to give, and needs none for this.
        docker.command("build", "--network", "host", "--label", label, "--tag", tag, directory.toString()).with(Map.of("DOCKER_BUILDKIT", "0")).require();
    }
}
