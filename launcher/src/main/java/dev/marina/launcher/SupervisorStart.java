package dev.marina.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import dev.marina.launcher.build.Staging;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.supervisor.LogTail;
import dev.marina.launcher.supervisor.Supervisor;
import dev.marina.launcher.supervisor.SupervisorClient;

/// Starts the supervisor, by systemd where it is a service and else by itself, and waits until it listens.
final class SupervisorStart {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Layout layout;
    private final Instance instance;

    SupervisorStart(Layout layout, Instance instance) {
        this.layout = layout;
        this.instance = instance;
    }

    void run() throws IOException, InterruptedException {
        Path log = layout.log(Supervisor.NAME);
        Files.createDirectories(log.getParent());
        SystemdService service = SystemdService.of(instance);
        if (service.installed()) {
            service.write(bySystemd(layout));
            service.start();
            await(() -> true, log);
            return;
        }
        List<String> command = new ArrayList<>(List.of("setsid", "--"));
        command.addAll(command(layout, List.of()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(layout.home().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("MARINA_HOME", layout.home().toString());
        Process supervisor = builder.start();
        await(supervisor::isAlive, log);
    }

    static List<String> bySystemd(Layout layout) {
        return command(layout, List.of("-D" + Supervisor.BY_SYSTEMD + "=true"));
    }

    private static List<String> command(Layout layout, List<String> properties) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED",
                "-Dmarina.root=" + layout.root(), "-Dmarina.launcher.hash=" + System.getProperty("marina.launcher.hash", "")));
        command.addAll(properties);
        command.addAll(List.of("-cp", Staging.launcherClassPath(layout).orElseThrow(), "dev.marina.launcher.LauncherMain", "supervise"));
        return command;
    }

    private void await(BooleanSupplier alive, Path log) throws IOException, InterruptedException {
        SupervisorClient client = new SupervisorClient(instance);
        Poll.until(PATIENCE, () -> client.status().isPresent() || !alive.getAsBoolean());
        if (client.status().isEmpty()) {
            throw new Complaint("the supervisor does not start; its log says:\n" + String.join("\n", LogTail.last(log, 20)));
        }
    }
}
