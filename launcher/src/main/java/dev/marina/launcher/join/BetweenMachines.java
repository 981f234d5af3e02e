package dev.marina.launcher.join;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.instance.Joined;

/// How what nodes on several machines send each other goes between these. Nothing here encrypts it; a tunnel whose address the machine has does.
public final class BetweenMachines {
    private static final Path LINKS = Path.of("/sys/class/net");

    private BetweenMachines() {}

    /// For whoever starts the installation or joins it; empty of a machine that is alone.
    public static Optional<String> words(Instance instance) throws IOException {
        Optional<Joined> joined = Joined.find(instance.layout());
        Optional<String> address = joined.map(Joined::address).or(() -> instance.settings().machineAddress());
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int port = joined.map(Joined::port).orElseGet(() -> instance.port(InternalPort.AGENT));
        NetworkInterface link = NetworkInterface.getByInetAddress(InetAddress.getByName(address.get()));
        return Optional.of(words(address.get(), port, link == null ? Optional.empty() : wireguard(LINKS, link.getName())));
    }

    static String words(String address, int port, Optional<String> tunnel) {
        String way = "What nodes on different machines send each other goes between %s, port %d (UDP), and theirs".formatted(address, port);
        return tunnel.map(link -> "%s, through %s, a WireGuard link, which encrypts it.".formatted(way, link))
                .orElse(way
                        + ", and is NOT ENCRYPTED: the machines' network must be one that you trust, or their addresses those of a tunnel that encrypts, such as WireGuard.");
    }

    /// The link's name if it is one of WireGuard's.
    static Optional<String> wireguard(Path links, String link) throws IOException {
        Path said = links.resolve(link).resolve("uevent");
        return Files.exists(said) && Files.readString(said).lines().anyMatch("DEVTYPE=wireguard"::equals) ? Optional.of(link) : Optional.empty();
    }
}
