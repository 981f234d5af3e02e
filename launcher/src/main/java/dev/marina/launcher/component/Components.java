package dev.marina.launcher.component;

import java.util.List;

/// Everything that an installation runs, in the order in which people read it. To add a part, add a class and its line here.
public final class Components {
    public static List<Component> standard() {
        return List.of(
                new Etcd(),
                new PostgreSql(),
                new Keycloak(),
                new ControlPlane(),
                new DockerEngine(),
                new NodeAgent(),
                new Payara());
    }

    private Components() {}
}
