package dev.marina.launcher;

import java.util.Optional;
import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.Supervisor;
import dev.marina.launcher.supervisor.SupervisorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "down", description = "Stops what `up` started.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    @Option(names = "--purge", description = "Also removes the data and everything of this installation on the machine.")
    private boolean purge;

    @Override
    public Integer call() throws Exception {
        Layout layout = Layout.ofEnvironment();
        Progress progress = new Progress(System.out);
        Optional<Instance> instance = Instance.find(layout);
        if (instance.isPresent()) {
            stop(layout, instance.get(), progress);
        }
        if (purge) {
            new Purge(layout, instance, progress).run();
        }
        progress.line(purge ? "Marina is down, and nothing of it is left." : "Marina is down. Its data stays in " + layout.home());
        return 0;
    }

    private static void stop(Layout layout, Instance instance, Progress progress) {
        SupervisorClient client = new SupervisorClient(instance);
        if (client.status().isPresent()) {
            client.down(progress::line);
        } else {
            // The supervisor is dead; what it left behind is stopped from here.
            new Supervisor(layout).stopAll(progress::line);
        }
    }
}
