package dev.marina.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.PackageCommand;
import java.nio.file.Path;

/// What is done with charts, without a cluster.
final class Charts {

    private Charts() {}

    static String create(Arguments arguments) {
        String name = arguments.word(1, "NAME");
        Helm.create().withName(name).withDir(Path.of("").toAbsolutePath()).call();
        return "Creating %s\n".formatted(name);
    }

    static String lint(Path chart) {
        LintResult result = new Helm(chart).lint().call();
        String messages = String.join("\n", result.getMessages());
        if (result.isFailed()) {
            throw new IllegalStateException(messages);
        }
        return messages + "\n";
    }

    static String pack(Path chart, Arguments arguments) {
        PackageCommand command = new Helm(chart).packageIt();
        command.withDestination(Path.of(arguments.find("--destination").orElse(".")).toAbsolutePath());
        command.call();
        return "Packaged %s\n".formatted(chart);
    }

    static String dependency(Arguments arguments) {
        Helm helm = new Helm(HelmMain.chart(arguments, 2));
        return switch (arguments.word(1, "build, update or list")) {
            case "build" -> helm.dependency().build().call();
            case "update" -> helm.dependency().update().call();
            case "list" -> helm.dependency().list().call().getOutput();
            case String other -> throw new Arguments.Unusable("helm dependency has build, update and list, not %s".formatted(other));
        };
    }
}
