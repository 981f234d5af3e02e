package dev.marina.examples;

import dev.marina.launcher.Complaint;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `./marina images` and the second half of `./marina up --demo`.
@Command(name = "marina", subcommands = {ImagesCommand.class, DemoCommand.class})
public final class ExamplesMain {
    public static void main(String[] args) {
        System.exit(new CommandLine(new ExamplesMain()).setExecutionExceptionHandler(Complaint::tell).execute(args));
    }
}
