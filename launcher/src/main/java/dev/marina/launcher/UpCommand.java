package dev.marina.launcher;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Joined;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.join.BetweenMachines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "up", description = "Installs, builds and starts what is missing, and waits until everything answers.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Option(names = "--demo", description = "Also signs up the tenant 'demo' and deploys the first worked example.")
    private boolean demo;

    @Override
    public Integer call() throws Exception {
        Progress progress = new Progress(System.out);
        Instance instance = new Up(Layout.ofEnvironment(), progress).run();
        Optional<Joined> joined = Joined.find(instance.layout());
        if (joined.isPresent()) {
            System.out.printf("%nThis machine is %s of the installation at %s.%n", joined.get().machine(), joined.get().host());
            BetweenMachines.words(instance).ifPresent(System.out::println);
            return 0;
        }
        System.out.printf("%nMarina is up.%n  Console and REST  %s%n  Kubernetes API    %s/clusters/<tenant>/<cluster>%n  Its authority     %s/ca.pem%n",
                instance.consoleUrl(), instance.apiUrl(), instance.consoleUrl());
        BetweenMachines.words(instance).ifPresent(System.out::println);
        if (demo) {
            System.out.println();
            return Examples.run(instance.layout(), "demo", List.of());
        }
        return 0;
    }
}
