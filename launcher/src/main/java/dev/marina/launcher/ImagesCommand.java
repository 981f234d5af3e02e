package dev.marina.launcher;

import java.util.List;
import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "images",
        description = "Builds the images of the examples and of the console's shell from Debian packages, and keeps them while their recipe stays the same.",
        mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..*",
            description = "pause, busybox, debian, build, build-run, java, java-25, node, python, maven, maven-25, npm, pip, shell, mariadb, tomcat-demo; all if none is named")
    private List<String> names = List.of();

    @Override
    public Integer call() throws Exception {
        return Examples.run(Layout.ofEnvironment(), "images", names);
    }
}
