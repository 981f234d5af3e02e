package dev.marina.launcher;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.marina.launcher.build.Prerequisites;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Linux;
import dev.marina.launcher.recovery.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = "Makes an installation out of a backup, where there is none; `up` then runs it.", mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIRECTORY", description = "What `backup` wrote.")
    private Path directory;

    @Option(names = "--keys", paramLabel = "DIRECTORY", description = "Where the wrapping keys are (encryption-keys), if the backup has them not.")
    private Path keys;

    @Override
    public Integer call() throws Exception {
        if (!Linux.root()) {
            throw new Complaint("`restore` needs root, as `up` does");
        }
        Progress progress = new Progress(System.out);
        Prerequisites.ensure(Prerequisites.TO_RECOVER, progress::line);
        Layout layout = Layout.ofEnvironment();
        new Restore(layout, directory, Optional.ofNullable(keys), progress).run();
        progress.line("Restored to %s. Now: ./marina up".formatted(layout.home()));
        return 0;
    }
}
