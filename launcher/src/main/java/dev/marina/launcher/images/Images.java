package dev.marina.launcher.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.component.Docker;
import dev.marina.launcher.component.Trees;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.Command;
import dev.marina.linux.image.BuiltinImage;

/// The images that an installation needs, in its own engine, under the tags `1` and `latest`.
public final class Images {
    /// What every pod needs, and what everybody tries first.
    public static final List<String> BASIC = Stream.of(BuiltinImage.values()).map(BuiltinImage::text).toList();

    private static final String LABEL = "dev.marina.recipe";

    private final Docker docker;
    private final Path home;
    private final List<Recipe> recipes;

    /// @param more recipes beside the basic ones
    public Images(Instance instance, List<Recipe> more) {
        this.docker = new Docker(instance.dockerSocket());
        this.home = instance.layout().home();
        this.recipes = Stream.concat(Stream.of(BuiltinImage.values()).map(BuiltinRecipe::new), more.stream()).toList();
    }

    public List<String> names() {
        return recipes.stream().map(Recipe::name).toList();
    }

    /// Builds those of the named images that are missing or whose recipe has changed, with what they build on. All, if none is named.
    public void ensure(List<String> names, Consumer<String> progress) throws IOException, InterruptedException {
        for (String name : names.isEmpty() ? names() : names) {
            ensure(require(name), progress);
        }
    }

    private String ensure(Recipe recipe, Consumer<String> progress) throws IOException, InterruptedException {
        String baseHash = "";
        if (recipe.base().isPresent()) {
            baseHash = ensure(require(recipe.base().get()), progress);
        }
        String hash = hash(recipe.text() + baseHash);
        String tag = "marina/" + recipe.name() + ":1";
        if (!hash.equals(builtFrom(tag))) {
            progress.accept("building the image " + tag);
            Path work = Files.createTempDirectory(Files.createDirectories(home.resolve("tmp")), "image");
            try {
                recipe.build(docker, tag, LABEL + "=" + hash, work);
            } finally {
                Trees.delete(work);
            }
        }
        docker.command("tag", tag, "marina/" + recipe.name() + ":latest").require();
        return hash;
    }

    private String builtFrom(String tag) throws IOException, InterruptedException {
        Command.Outcome outcome = docker.command("image", "inspect", "--format", "{{index .Config.Labels \"" + LABEL + "\"}}", tag).run();
        return outcome.succeeded() ? outcome.output().strip() : "";
    }

    private Recipe require(String name) {
        String plain = name.replaceFirst("^marina/", "").replaceFirst(":.*$", "");
        return recipes.stream().filter(recipe -> recipe.name().equals(plain)).findFirst()
                .orElseThrow(() -> new Complaint("there is no recipe for the image '%s'; there are %s".formatted(name, String.join(", ", names()))));
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
