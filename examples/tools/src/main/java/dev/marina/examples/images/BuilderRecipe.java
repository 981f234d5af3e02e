package dev.marina.examples.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.marina.launcher.component.Docker;
import dev.marina.launcher.images.Recipe;
import dev.marina.launcher.process.Command;

/// What builds run in: a Dockerfile, beside which the builder and as much of this JDK as it needs are laid.
///
/// @param directory of the Dockerfile
/// @param program where the module of the builder was packaged
/// @param run for sockets while it is built
record BuilderRecipe(Path directory, Path program, Path run) implements Recipe {
    private static final String MODULES = "java.base,java.logging,java.sql,java.xml";

    @Override
    public String name() {
        return "build";
    }

    @Override
    public Optional<String> base() {
        return Optional.of(DebianRecipe.NAME);
    }

    @Override
    public String text() throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(directory.resolve("Dockerfile"))).append(Runtime.version());
        for (Path jar : jars()) {
            text.append(jar.getFileName()).append(hash(jar));
        }
        return text.toString();
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> own = Files.list(program); Stream<Path> libraries = Files.list(program.resolve("lib"))) {
            return Stream.concat(own, libraries).filter(file -> file.getFileName().toString().endsWith(".jar")).sorted().toList();
        }
    }

    private static String hash(Path file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void build(Docker docker, String tag, String label, Path work) throws IOException, InterruptedException {
        Path context = Files.createDirectories(work.resolve("context"));
        Files.copy(directory.resolve("Dockerfile"), context.resolve("Dockerfile"));
        Path build = Files.createDirectories(context.resolve("build"));
        for (Path jar : jars()) {
            Files.copy(jar, build.resolve(jar.getFileName()));
        }
        Command.of(Path.of(System.getProperty("java.home"), "bin/jlink").toString(), "--add-modules", MODULES, "--strip-debug", "--no-man-pages",
                "--no-header-files", "--output", context.resolve("java").toString()).require();
        new DockerfileRecipe(name(), base(), context, run).build(docker, tag, label, Files.createDirectories(work.resolve("made")));
    }
}
