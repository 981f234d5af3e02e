package dev.marina.launcher;

import java.util.List;
import java.util.concurrent.Callable;

import dev.marina.launcher.images.Images;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.ComponentStatus;
import dev.marina.launcher.supervisor.SupervisorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "images", description = "Builds the images of the examples from Debian packages, and keeps them while their recipe stays the same.",
        mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "pause, busybox, debian, mariadb, tomcat-demo; all if none is named")
    private List<String> names = List.of();

    @Override
    public Integer call() throws Exception {
        Progress progress = new Progress(System.out);
        Instance instance = Instance.find(Layout.ofEnvironment()).filter(ImagesCommand::engineRuns)
                .orElseThrow(() -> new Complaint("images are built in the installation's own Docker Engine, which is not running. First: ./marina up"));
        new Images(instance).ensure(names, progress::line);
        progress.line("images are there: " + String.join(", ", names.isEmpty() ? new Images(instance).names() : names));
        return 0;
    }

    private static boolean engineRuns(Instance instance) {
        return new SupervisorClient(instance).status().stream().flatMap(report -> report.components().stream())
                .anyMatch(component -> component.name().equals("docker") && component.state().equals(ComponentStatus.RUNNING));
    }
}
