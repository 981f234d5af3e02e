package dev.marina.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.supervisor.Supervisor;
import dev.marina.launcher.supervisor.SupervisorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "down", description = "Stops what `up` started.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    /// If the supervisor is dead, what it left behind is stopped from here; if it is just being started again, it gets its turn.
    private static void stop(Layout layout, Instance instance, Progress progress) throws IOException, InterruptedException {
        SupervisorClient client = new SupervisorClient(instance);
        if (!Poll.until(PATIENCE, () -> client.down(progress::line) || new Supervisor(layout).stopUnsupervised(progress::line))) {
            throw new Complaint("a supervisor is running and does not listen; its log is " + layout.log(Supervisor.NAME));
        }
    }
}
