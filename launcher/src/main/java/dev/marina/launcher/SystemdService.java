package dev.marina.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.process.Command;

/// The supervisor as a service of systemd, which starts it at boot and again when it dies. Its processes are left to it: stopping
/// or killing the supervisor's own process touches none of them.
///
/// @param directory where units lie
/// @param systemctl the program
record SystemdService(Path directory, String systemctl, Instance instance) {
    static SystemdService of(Instance instance) {
        return new SystemdService(Path.of("/etc/systemd/system"), "systemctl", instance);
    }

    /// Whether systemd is what runs this machine.
    static boolean available() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    String name() {
        return "marina-" + instance.id() + ".service";
    }

    boolean installed() {
        return Files.exists(unit());
    }

    /// @param supervisor the words by which the supervisor is started
    String text(List<String> supervisor) {
        return """
                [Unit]
                Description=Marina (%1$s)
                After=network-online.target
                Wants=network-online.target

                [Service]
                Type=exec
                Environment="MARINA_HOME=%1$s"
                WorkingDirectory=%1$s
                ExecStart=%2$s
                Restart=always
                RestartSec=1
                # Told to end, by `down` or for a newer one.
                RestartPreventExitStatus=0
                SuccessExitStatus=143
                KillMode=process
                Delegate=yes
                OOMPolicy=continue
                TasksMax=infinity
                LimitNOFILE=1048576
                TimeoutStopSec=300
                StandardOutput=append:%3$s
                StandardError=inherit

                [Install]
                WantedBy=multi-user.target
                """.formatted(escaped(instance.layout().home().toString()), supervisor.stream().map(SystemdService::quoted).collect(Collectors.joining(" ")),
                escaped(instance.layout().log(dev.marina.launcher.supervisor.Supervisor.NAME).toString()));
    }

    /// systemd takes `%` for a placeholder, and `$` in a command for a variable.
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    private static String quoted(String word) {
        return "\"" + escaped(word).replace("$", "$$").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /// Also anew, when the supervisor's program is another one than before.
    void write(List<String> supervisor) {
        Json.write(unit(), text(supervisor));
    }

    /// Now and at boot. May be called any number of times.
    void start() throws IOException, InterruptedException {
        run("daemon-reload");
        run("enable", "--quiet", name());
        run("start", name());
    }

    /// May be called any number of times; whoever runs goes on running.
    void remove() throws IOException, InterruptedException {
        if (installed()) {
            run("disable", "--quiet", name());
            Files.delete(unit());
            run("daemon-reload");
        }
    }

    private void run(String... words) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(systemctl));
        command.addAll(List.of(words));
        Command.of(command).require();
    }

    private Path unit() {
        return directory.resolve(name());
    }
}
