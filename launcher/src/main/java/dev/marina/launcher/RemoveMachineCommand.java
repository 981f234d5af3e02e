package dev.marina.launcher;

import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.join.Machines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "remove-machine", description = "Takes a machine's right away for good; pools get other nodes for those that it had.",
        mixinStandardHelpOptions = true)
final class RemoveMachineCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "what the machine is called")
    private String machine;

    @Override
    public Integer call() throws Exception {
        Instance instance = Instance.find(Layout.ofEnvironment()).orElseThrow(() -> new Complaint("there is no installation here; ./marina up makes one"));
        Machines.of(instance).remove(machine);
        System.out.printf("%s is no machine of this installation any more. It stops its containers when it has heard so for 30 seconds. What is left on it, "
                + "volumes too, goes with ./marina down --purge there.%n", machine);
        return 0;
    }
}
