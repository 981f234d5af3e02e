package dev.marina.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.marina.launcher.build.Prerequisites;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.recovery.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "backup", description = "Writes all that cannot be made again into a directory, while everything runs.", mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIRECTORY", description = "Is made; best on another disk.")
    private Path directory;

    @Option(names = "--with-keys", description = "With the wrapping keys: who has this backup then reads every Secret.")
    private boolean withKeys;

    @Override
    public Integer call() throws Exception {
        if (!Linux.root()) {
            throw new Complaint("`backup` needs root, since every part of an installation has its files to itself");
        }
        Layout layout = Layout.ofEnvironment();
        Instance instance = Instance.find(layout).orElseThrow(() -> new Complaint("there is no installation in %s".formatted(layout.home())));
        Progress progress = new Progress(System.out);
        Prerequisites.ensure(Prerequisites.TO_RECOVER, progress::line);
        new Backup(instance, directory, withKeys, progress).run();
        progress.line("The backup is whole: " + directory.toAbsolutePath().normalize());
        if (!withKeys) {
            progress.line("It takes %s to restore it, which is not in it: keep that elsewhere".formatted(layout.pki("encryption-keys")));
        }
        return 0;
    }
}
