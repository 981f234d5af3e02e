package dev.marina.builds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A program of the builder's image. What it says goes to the build's log.
final class Tool {

    private Tool() {}

    static void run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        int code = process.waitFor();
        if (code != 0) {
            throw new BuildFailure("%s failed (%d); what it says stands above".formatted(command.getFirst(), code));
        }
    }

    static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new BuildFailure("%s failed (%d)".formatted(command.getFirst(), code));
        }
        return output.strip();
    }
}
