package dev.marina.launcher.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.marina.launcher.process.Command;

/// Maven, with the JDK that the launcher itself runs on: the machine's, else the one that the wrapper fetches.
public final class Maven {
    private final Path root;
    private final String program;

    public Maven(Path root) throws IOException, InterruptedException {
        this.root = root;
        this.program = Command.of("sh", "-c", "command -v mvn").run().code() == 0 ? "mvn" : root.resolve("mvnw").toString();
    }

    /// Its exit code. It ends with us.
    public int run(ProcessBuilder.Redirect output, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(program, "-B"));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).directory(root.toFile()).redirectErrorStream(true).redirectOutput(output)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Older Mavens use what newer JDKs warn about.
        builder.environment().merge("MAVEN_OPTS", "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow",
                (theirs, ours) -> theirs + " " + ours);
        Process maven = builder.start();
        Thread stop = new Thread(maven::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        int code = maven.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
        return code;
    }
}
