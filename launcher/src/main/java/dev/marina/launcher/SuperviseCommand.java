package dev.marina.launcher;

import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.Supervisor;
import picocli.CommandLine.Command;

/// What `up` leaves running. Not for people.
@Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        new Supervisor(Layout.ofEnvironment()).run();
        return 0;
    }
}
