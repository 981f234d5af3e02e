package dev.marina.launcher;

import java.util.concurrent.Callable;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.supervisor.SupervisorClient;
import picocli.CommandLine.Command;

@Command(name = "install", description = "Has systemd start this installation, now and at boot. `down --purge` undoes it.", mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        if (!SystemdService.available()) {
            throw new Complaint("systemd does not run here. Without it `./marina up` starts everything, and starts again what dies, but not after a reboot");
        }
        Layout layout = Layout.ofEnvironment();
        Instance instance = Instance.find(layout).filter(found -> new SupervisorClient(found).status().isPresent())
                .orElseThrow(() -> new Complaint("there is no running installation in %s. First: ./marina up".formatted(layout.home())));
        SystemdService service = SystemdService.of(instance);
        service.write(SupervisorStart.bySystemd(layout));
        // What it runs stays; the one that systemd starts takes it over.
        new SupervisorClient(instance).leave();
        new SupervisorStart(layout, instance).run();
        System.out.println("systemd runs Marina as " + service.name());
        return 0;
    }
}
