package dev.marina.launcher.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.LogTail;

/// A program of this repository that is no part of an installation: a module with a main class, run where it was built.
///
/// @param module its directory in the checkout
public record ModuleRun(Layout layout, String module, String mainClass) {
    /// Builds it, with what it needs.
    public void build() throws IOException, InterruptedException {
        Path target = Files.createDirectories(layout.root().resolve(module).resolve("target"));
        Path log = target.resolve("build.log");
        if (new Maven(layout.root()).run(ProcessBuilder.Redirect.to(log.toFile()), List.of("-q", "-pl", module, "-am", "-DskipTests", "package")) != 0) {
            throw new Complaint("the build failed; its last lines (all are in %s):\n%s".formatted(log, String.join("\n", LogTail.last(log, 30))));
        }
    }

    /// Its exit code. It has our terminal and our environment, and finds the checkout where we do.
    public int run(List<String> options, List<String> arguments) throws IOException, InterruptedException {
        Path target = layout.root().resolve(module).resolve("target");
        if (!Files.exists(target.resolve("classes").resolve(mainClass.replace('.', '/') + ".class"))) {
            throw new Complaint("there is no %s in %s; `./marina up` builds it".formatted(mainClass, target));
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED", "-Dmarina.root=" + layout.root()));
        command.addAll(options);
        command.addAll(List.of("-cp", target.resolve("classes") + ":" + target.resolve("lib") + "/*", mainClass));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().directory(layout.root().toFile()).start().waitFor();
    }
}
