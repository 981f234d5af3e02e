package dev.marina.launcher.component;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Staged;

/// What all our Java processes have in common.
final class Jvm {
    /// Variables that a process gets from the launcher's environment: where programs are and how the network is reached, nothing else.
    private static final List<String> PASSED = List.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "TZ");

    /// The JDK that the launcher itself runs on, for processes of root.
    static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    static String java(Path home) {
        return home.resolve("bin/java").toString();
    }

    static List<String> command(Path home, String heap, List<String> options, String classPath, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java(home), "-Xmx" + heap, "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8", "-Djava.net.preferIPv4Stack=true", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return command;
    }

    /// @param unit one of [Staged]'s
    static Optional<StartArchive> archive(Instance instance, String component, String unit) {
        return Staged.load(instance.layout()).find(unit).map(program -> new StartArchive(instance.layout().cache(component), instance.seen().cache(component),
                program.getFileName() + "-java-" + Runtime.version().toString().replaceAll("[^\\w.+-]", "_")));
    }

    static List<String> options(Optional<StartArchive> archive, String... more) {
        return Stream.concat(Stream.of(more), archive.stream().flatMap(each -> each.options().stream())).toList();
    }

    /// Of a process of root.
    static Map<String, String> environment(Map<String, String> more) {
        return environment(home(), System.getProperty("user.home"), more);
    }

    /// Of a process with a user of its own, which has no home.
    static Map<String, String> environment(Path java, Map<String, String> more) {
        return environment(java, "/nonexistent", more);
    }

    private static Map<String, String> environment(Path java, String user, Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8",
                "HOME", user, "JAVA_HOME", java.toString()));
        for (String name : PASSED) {
            if (System.getenv(name) != null) {
                environment.put(name, System.getenv(name));
            }
        }
        environment.putAll(more);
        return environment;
    }

    private Jvm() {}
}
