package dev.marina.launcher.component;

import java.util.List;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.instance.Settings;

/// Everything that an installation runs, in the order in which people read it. To add a part, add a class and its line here.
public final class Components {
    public static List<Component> standard() {
        return List.of(
                new Etcd(),
                new PostgreSql(),
                new Keycloak(),
                new ControlPlane(),
                new Containerd(),
                new DockerEngine(),
                new NodeAgent(),
                new Registry(),
                new RegistryGate(),
                new Payara(),
                new Front());
    }

    /// Those that this installation is to run.
    public static List<Component> of(Settings settings) {
        List<String> chosen = settings.components();
        for (String name : chosen) {
            if (standard().stream().noneMatch(component -> component.name().equals(name))) {
                throw new Complaint(
                        "MARINA_COMPONENTS names '%s'; there are %s".formatted(name, String.join(", ", standard().stream().map(Component::name).toList())));
            }
        }
        return standard().stream().filter(component -> chosen.isEmpty() || chosen.contains(component.name())).toList();
    }

    private Components() {}
}
