package dev.marina.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `./marina`, once the script has found a JDK and built this.
@Command(name = "marina", description = "A hosted platform on which every tenant gets an isolated Kubernetes cluster.", mixinStandardHelpOptions = true,
        versionProvider = LauncherMain.Version.class,
        subcommands = {UpCommand.class, StatusCommand.class, LogsCommand.class, DownCommand.class, TestCommand.class, BenchCommand.class, InstallCommand.class,
                RotateKeysCommand.class, BackupCommand.class, RestoreCommand.class, JoinTokenCommand.class, JoinCommand.class, RemoveMachineCommand.class,
                ImagesCommand.class, SuperviseCommand.class})
public final class LauncherMain {
    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new LauncherMain());
        commandLine.setExecutionExceptionHandler(Complaint::tell);
        System.exit(args.length == 0 ? usage(commandLine) : commandLine.execute(args));
    }

    private static int usage(CommandLine commandLine) {
        commandLine.usage(System.err);
        return 2;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"marina " + dev.marina.launcher.component.Versions.marina()};
        }
    }
}
