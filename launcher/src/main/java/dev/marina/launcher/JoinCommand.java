package dev.marina.launcher;

import java.util.List;
import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Joined;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.join.BetweenMachines;
import dev.marina.launcher.join.Join;
import dev.marina.launcher.supervisor.SupervisorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "join", description = "Makes this machine one of an installation elsewhere, with the command that ./marina join-token wrote there.",
        mixinStandardHelpOptions = true)
final class JoinCommand implements Callable<Integer> {
    @Option(names = "--server", required = true, paramLabel = "URL", description = "where the installation takes machines in")
    private String server;

    @Option(names = "--token", required = true, paramLabel = "TOKEN", description = "by which it does, once")
    private String token;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "what this machine is called there")
    private String machine;

    @Option(names = "--address", defaultValue = "", paramLabel = "ADDRESS",
            description = "IPv4 address at which the other machines reach this one (the one from which it reaches the server)")
    private String address;

    @Override
    public Integer call() throws Exception {
        Layout layout = Layout.ofEnvironment();
        List<String> unfit = Preflight.ofMachine().complaints();
        if (!unfit.isEmpty()) {
            throw new Complaint(String.join("\n        ", unfit));
        }
        Joined joined = new Join(layout).run(server, token, machine, address);
        // One that runs looks anew who it is.
        Instance.find(layout).ifPresent(instance -> new SupervisorClient(instance).reload());
        Instance here = new Up(layout, new Progress(System.out)).run();
        System.out.printf("%nThis machine is %s of the installation at %s. After a start of the machine: ./marina up%n", joined.machine(), joined.host());
        BetweenMachines.words(here).ifPresent(System.out::println);
        return 0;
    }
}
