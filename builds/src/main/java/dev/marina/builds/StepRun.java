package dev.marina.builds;

import dev.marina.builds.ImagePlan.Addition;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Carries out single steps in a root.
///
/// @param cache directory for what tools fetch
/// @param kept numbers of what was put aside for steps
record StepRun(Root root, Context context, BuildOrder order, String cache, Map<Step.Copy, Integer> kept) {

    void carryOut(Step step) throws IOException, InterruptedException {
        System.out.printf("==> line %d: %s%n", step.line(), step.text());
        switch (step) {
            case Step.Directory directory -> root.directory(directory.path());
            case Step.Copy copy when copy.stage().isPresent() -> root.layKept(kept.get(copy), copy);
            case Step.Copy copy -> copy(copy);
            case Step.Run run -> run(run);
        }
    }

    private void run(Step.Run step) throws IOException {
        Tail log = new Tail(System.out);
        int code = root.run(step, order.repositories().environment(cache), order.cache().isPresent(), log);
        if (code != 0) {
            String why = Root.killed(code) ? ": it was killed, perhaps since it took more memory than a command may" : "; what it says stands above";
            throw Instruction.wrong(step.line(), "the command failed (%d)%s%s".formatted(code, why, order.repositories().trouble(log.text())));
        }
    }

    /// By a directory that looks as the image's is to.
    private void copy(Step.Copy step) throws IOException, InterruptedException {
        List<String> sources = new ArrayList<>();
        try {
            step.from().forEach(from -> sources.addAll(context.named(from)));
            Path staged = Files.createTempDirectory(order.work(), "copy");
            boolean single = sources.size() == 1 && !context.isDirectory(sources.getFirst());
            boolean renamed = single && !step.to().endsWith("/") && !root.isDirectory(step.to());
            int slash = step.to().lastIndexOf('/');
            for (String source : sources) {
                context.copy(new Addition(source, renamed ? step.to().substring(slash) : "/"), staged);
            }
            lay(staged, renamed ? slash == 0 ? "/" : step.to().substring(0, slash) : step.to(), step);
            Tool.run(Map.of(), List.of("rm", "-rf", staged.toString()));
        } catch (BuildFailure failure) {
            throw failure.getMessage().startsWith("Dockerfile, ") ? failure : Instruction.wrong(step.line(), failure.getMessage());
        }
    }

    private void lay(Path staged, String directory, Step.Copy step) throws IOException, InterruptedException {
        String[] owner = root.owner(step.owner()).ids().split(":");
        Process tar = new ProcessBuilder("tar", "--create", "--directory", staged.toString(), "--sort=name", "--owner=:" + owner[0], "--group=:" + owner[1],
                "--numeric-owner", "--mode=" + (step.mode().isEmpty() ? "go+rX" : step.mode()), ".").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (InputStream archive = tar.getInputStream()) {
            root.lay(archive, directory);
        }
        if (tar.waitFor() != 0) {
            throw Instruction.wrong(step.line(), "the files could not be read; what tar says stands above");
        }
    }

    /// Passes everything on and remembers the end.
    private static final class Tail extends FilterOutputStream {

        private static final int LENGTH = 32 << 10;
        private final StringBuilder text = new StringBuilder();

        Tail(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            out.flush();
            text.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
            if (text.length() > 2 * LENGTH) {
                text.delete(0, text.length() - LENGTH);
            }
        }

        String text() {
            return text.toString();
        }
    }
}
