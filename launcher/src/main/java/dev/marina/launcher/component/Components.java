package dev.marina.launcher.component;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.marina.launcher.Complaint;
import dev.marina.launcher.instance.Replicas;
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

    /// All that there can be: those of which there are several are next to each other.
    public static List<Component> all() {
        return with(new Replicas(3, 2, 2));
    }

    private static List<Component> with(Replicas replicas) {
        return standard().stream().flatMap(component -> switch (component) {
            case Etcd first -> Stream.concat(Stream.of(first), further(replicas.etcd(), Etcd::new));
            case ControlPlane first -> Stream.concat(Stream.of(first), further(replicas.controlPlane(), ControlPlane::new));
            case Payara first -> Stream.concat(Stream.of(first), further(replicas.payara(), Payara::new));
            default -> Stream.of(component);
        }).toList();
    }

    private static Stream<Component> further(int count, IntFunction<Component> numbered) {
        return IntStream.rangeClosed(2, count).mapToObj(numbered);
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
        return with(settings.replicas()).stream().filter(component -> chosen.isEmpty() || chosen.contains(component.part())).toList();
    }

    private Components() {}
}
