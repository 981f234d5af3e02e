package dev.marina.builds;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A program of the builder's image. What it says goes to the build's log.
final class Tool {

    private static final int MOST_KEPT = 8 << 10;

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

    /// The same, and why it failed says in its own words why.
    static void spoken(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String end = passedOn(process.getErrorStream());
        int code = process.waitFor();
        if (code != 0) {
            String why = LastWords.of(end);
            throw new BuildFailure("%s failed (%d)%s".formatted(command.getFirst(), code, why.isEmpty() ? "" : ": " + why));
        }
    }

    /// The same of what it answers.
    static String heard(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        StringBuilder end = new StringBuilder();
        Thread listens = Thread.ofVirtual().start(() -> end.append(said(process)));
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        listens.join();
        if (code != 0) {
            String why = LastWords.of(end.toString());
            throw new BuildFailure("%s failed (%d)%s".formatted(command.getFirst(), code, why.isEmpty() ? "" : ": " + why));
        }
        return answer;
    }

    private static String said(Process process) {
        try {
            return passedOn(process.getErrorStream());
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /// Goes to the build's log as it comes; of much the end is kept.
    private static String passedOn(InputStream said) throws IOException {
        byte[] end = new byte[0];
        byte[] some = new byte[MOST_KEPT];
        for (int read = said.read(some); read >= 0; read = said.read(some)) {
            System.err.write(some, 0, read);
            System.err.flush();
            byte[] longer = Arrays.copyOf(end, end.length + read);
            System.arraycopy(some, 0, longer, end.length, read);
            end = Arrays.copyOfRange(longer, Math.max(0, longer.length - MOST_KEPT), longer.length);
        }
        return new String(end, StandardCharsets.UTF_8);
    }

    /// How a program ended that may fail.
    record Ended(int code, String output, String errors) {}

    /// Nothing of it goes to the build's log.
    static Ended tried(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("tried", "");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
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
