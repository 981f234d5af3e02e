package dev.marina.examples.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.marina.launcher.component.Docker;
import dev.marina.launcher.images.Recipe;

/// A directory with a Dockerfile, as anybody writes one.
///
/// @param run for sockets while it is built
record DockerfileRecipe(String name, Optional<String> base, Path directory, Path run) implements Recipe {
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
        Path archive = work.resolve("image.tar");
        try (BuildEngine builder = BuildEngine.start(work.resolve("engine"), run.resolve("build"))) {
            if (base.isPresent()) {
                docker.command("save", "--output", archive.toString(), "marina/" + base.get() + ":1").require();
                builder.docker().command("load", "--input", archive.toString()).require();
            }
            builder.docker().command("build", "--network", "host", "--label", label, "--tag", tag, directory.toString()).with(Map.of("DOCKER_BUILDKIT", "0"))
                    .require();
            builder.docker().command("save", "--output", archive.toString(), tag).require();
        }
        docker.command("load", "--input", archive.toString()).require();
    }
}
