package dev.marina.labs.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A script of a lab, or commands of its text.
public record LabScript(String text) {

    private static final String REFUSED = "# refused";
    private static final int MOST_SECONDS = 120;
    /// What `timeout` ends with when it had to end the script.
    private static final int TOO_LONG = 124;
    /// The exit code of a program whose reader, such as `head`, went away (SIGPIPE).
    private static final int READ_ENOUGH = 128 + 13;

    /// @param output both streams together
    public record Ran(int exit, String output) {}

    /// Runs it as a learner's shell would: by bash, as whom the kubeconfig says, with the run's values as variables (`$NAMESPACE`, `$WEB`).
    public Ran run(Path kubeconfig, Map<String, String> values) throws IOException, InterruptedException {
        return run(kubeconfig, values, Optional.empty());
    }

    /// The same.
    ///
    /// @param programs a directory with programs that the machine itself has not
    public Ran run(Path kubeconfig, Map<String, String> values, Optional<Path> programs) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("timeout", "--kill-after=5", Integer.toString(MOST_SECONDS), "bash", "-euo", "pipefail", "-c", text)
                .redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        programs.ifPresent(more -> builder.environment().merge("PATH", more.toString(), (path, further) -> further + ":" + path));
        values.forEach((name, value) -> builder.environment().put(name.toUpperCase(Locale.ROOT).replace('-', '_'), value));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit == TOO_LONG) {
            throw new AssertionError("not within %d seconds: %s%n%s".formatted(MOST_SECONDS, text, output));
        }
        return new Ran(exit, output);
    }

    /// Whether it ended as it is meant to: what begins with `# refused` has to fail, all else to succeed.
    public boolean meant(Ran ran) {
        return text.startsWith(REFUSED) == (ran.exit != 0 && ran.exit != READ_ENOUGH);
    }
}
