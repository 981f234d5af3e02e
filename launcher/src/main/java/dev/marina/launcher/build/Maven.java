package dev.marina.launcher.build;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
        return run(output, arguments, _ -> {});
    }

    /// Whether everything in it was well, where [MavenVerdict#FAIL_NEVER] has it go on behind what fails: its exit code says nothing then. What it says is
    /// passed on as it comes.
    public boolean succeeds(PrintStream out, List<String> arguments) throws IOException, InterruptedException {
        MavenVerdict verdict = new MavenVerdict();
        int code = run(ProcessBuilder.Redirect.PIPE, arguments, maven -> {
            try (BufferedReader said = maven.inputReader()) {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    verdict.read(line);
                    out.println(line);
                }
            } catch (IOException e) {
                out.println("what Maven says cannot be read: " + e.getMessage());
            }
        });
        return verdict.good(code);
    }

    private int run(ProcessBuilder.Redirect output, List<String> arguments, Consumer<Process> meanwhile) throws IOException, InterruptedException {
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
        meanwhile.accept(maven);
        int code = maven.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
        return code;
    }
}
