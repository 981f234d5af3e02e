package dev.marina.examples;

import java.util.List;
import java.util.concurrent.Callable;

import dev.marina.examples.images.ExampleImages;
import dev.marina.launcher.Complaint;
import dev.marina.launcher.Progress;
import dev.marina.launcher.images.Images;
import dev.marina.launcher.images.SharedImages;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.ComponentStatus;
import dev.marina.launcher.supervisor.SupervisorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "images", description = "Builds the images of the examples.")
final class ImagesCommand implements Callable<Integer> {
    @Parameters(arity = "0..*")
    private List<String> names = List.of();

    @Override
    public Integer call() throws Exception {
        Progress progress = new Progress(System.out);
        Instance instance = Instance.find(Layout.ofEnvironment()).filter(ImagesCommand::engineRuns)
                .orElseThrow(() -> new Complaint("images are built in the installation's own Docker Engine, which is not running. First: ./marina up"));
        Images images = ExampleImages.of(instance);
        images.ensure(names, progress::line);
        SharedImages shared = new SharedImages(instance);
        if (shared.possible()) {
            // The pause image is no base of anything.
            for (String name : (names.isEmpty() ? images.names() : names).stream().filter(name -> !name.equals("pause")).toList()) {
                shared.publish(name, progress::line);
            }
        }
        progress.line("images are there: " + String.join(", ", names.isEmpty() ? images.names() : names));
        return 0;
    }

    private static boolean engineRuns(Instance instance) {
        return new SupervisorClient(instance).status().stream().flatMap(report -> report.components().stream())
                .anyMatch(component -> component.name().equals("docker") && component.state().equals(ComponentStatus.RUNNING));
    }
}
