package dev.marina.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A program that is run to its end.
public record Command(List<String> words, Map<String, String> environment, Path directory) {
    public record Outcome(int code, String output) {
        public boolean succeeded() {
            return code == 0;
        }
    }

    public static Command of(String... words) {
        return new Command(List.of(words), Map.of(), null);
    }

    public static Command of(List<String> words) {
        return new Command(List.copyOf(words), Map.of(), null);
    }

    public Command in(Path where) {
        return new Command(words, environment, where);
    }

    public Command with(Map<String, String> variables) {
        return new Command(words, variables, directory);
    }

    /// Standard output and error together, whatever the exit code.
    public Outcome run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } finally {
            process.destroy();
        }
    }

    /// The output of a program that must succeed.
    public String require() throws IOException, InterruptedException {
        Outcome outcome = run();
        if (!outcome.succeeded()) {
            throw new IOException(
                    "%s ended with %d: %s".formatted(String.join(" ", words.subList(0, Math.min(words.size(), 4))), outcome.code(), tail(outcome.output())));
        }
        return outcome.output();
    }

    private static String tail(String output) {
        String stripped = output.strip();
        return stripped.length() <= 2000 ? stripped : "…" + stripped.substring(stripped.length() - 2000);
    }
}
