package dev.marina.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.marina.launcher.build.ModuleRun;
import dev.marina.launcher.instance.Layout;

/// The worked examples have a program of their own, which knows the launcher; the launcher knows no more of it than this.
final class Examples {
    private static final String MODULE = "examples/tools";
    private static final String MAIN = "dev.marina.examples.ExamplesMain";

    static int run(Layout layout, String command, List<String> arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(arguments);
        return new ModuleRun(layout, MODULE, MAIN).run(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"), words);
    }

    private Examples() {}
}
