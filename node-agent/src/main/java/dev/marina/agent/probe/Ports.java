package dev.marina.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/// Where a probe goes to, and why it did not get there.
final class Ports {

    private Ports() {}

    /// By number, or by the name that the container gives it.
    static Optional<Integer> find(IntOrString port, Container container) {
        if (port == null) {
            return Optional.empty();
        }
        if (port.getIntVal() != null) {
            return Optional.of(port.getIntVal());
        }
        String name = port.getStrVal();
        if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
            return Optional.of(Integer.parseInt(name));
        }
        return container.getPorts().stream().filter(p -> name.equals(p.getName())).map(ContainerPort::getContainerPort).findFirst();
    }

    static String host(String asked, String podIp) {
        return asked == null || asked.isEmpty() ? podIp : asked;
    }

    static String words(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("refused") ? "connect: connection refused" : message.contains("timed out") ? "i/o timeout" : message;
    }
}
