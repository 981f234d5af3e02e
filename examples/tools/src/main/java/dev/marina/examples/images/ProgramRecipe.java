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

/// A Dockerfile, beside which as much of this JDK as it needs (as `java`) and, if there is one, a program of this build (as `program`) are laid.
///
/// @param directory of the Dockerfile and what else it copies
/// @param program where its module was packaged; empty: there is none
/// @param modules of the JDK
/// @param run for sockets while it is built
record ProgramRecipe(String name, Path directory, Optional<Path> program, String modules, Path run) implements Recipe {

    @Override
    public Optional<String> base() {
        return Optional.of(DebianRecipe.NAME);
    }

    @Override
    public String text() throws IOException {
        StringBuilder text = new StringBuilder(new DockerfileRecipe(name, base(), directory, run).text()).append(Runtime.version()).append(modules);
        for (Path jar : jars()) {
            text.append(jar.getFileName()).append(hash(jar));
        }
        return text.toString();
    }

    private List<Path> jars() throws IOException {
        if (program.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> own = Files.list(program.get()); Stream<Path> libraries = Files.list(program.get().resolve("lib"))) {
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
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, context.resolve(file.getFileName()));
            }
        }
        Path laid = Files.createDirectories(context.resolve("program"));
        for (Path jar : jars()) {
            Files.copy(jar, laid.resolve(jar.getFileName()));
        }
        Command.of(Path.of(System.getProperty("java.home"), "bin/jlink").toString(), "--add-modules", modules, "--strip-debug", "--no-man-pages",
                "--no-header-files", "--output", context.resolve("java").toString()).require();
        new DockerfileRecipe(name, base(), context, run).build(docker, tag, label, Files.createDirectories(work.resolve("made")));
    }
}
