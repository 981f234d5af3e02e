package dev.marina.launcher.images;

import dev.marina.launcher.component.Docker;
import dev.marina.linux.image.BuiltinImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// An image that the node agent would make too, where it is missing.
record BuiltinRecipe(BuiltinImage image) implements Recipe {

    @Override
    public String name() {
        return image.text();
    }

    @Override
    public String text() throws IOException {
        return image.recipe();
    }

    @Override
    public void build(Docker docker, String tag, String label, Path work) throws IOException, InterruptedException {
        String[] parts = label.split("=", 2);
        Path archive = Files.write(work.resolve("image.tar"), image.archive(Map.of(parts[0], parts[1])));
        docker.command("load", "--quiet", "--input", archive.toString()).require();
    }
}
