package dev.marina.agent.driver;

import dev.marina.agent.driver.DriverRegistration.Ended;
import dev.marina.agent.pace.Doubling;
import dev.marina.linux.fs.HeldFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which sockets of the registry are to be tried now, and which have gone. Owned by one thread.
final class RegistrySockets {

    /// After as long upstream tries again. pkg/kubelet/pluginmanager: exponentialBackoff
    private static final Doubling RETRY = new Doubling(Duration.ofMillis(500), Duration.ofSeconds(122));

    /// A file of a name: another one of the same name is another socket.
    record Socket(String name, HeldFile.Identity identity) {}

    /// @param driver once it has registered
    private record Standing(Socket socket, boolean underway, int failures, Instant retryAt, Optional<DriverInfo> driver) {}

    private final Map<String, Standing> standings = new HashMap<>();

    /// Notes what is there. Says which drivers are there no more.
    List<DriverInfo> seen(List<Socket> present) {
        Map<String, Socket> byName = present.stream().collect(Collectors.toMap(Socket::name, socket -> socket));
        List<DriverInfo> gone = new ArrayList<>();
        Set<String> before = Set.copyOf(standings.keySet());
        for (String name : before) {
            Standing standing = standings.get(name);
            if (!standing.socket.equals(byName.get(name))) {
                standings.remove(name);
                standing.driver.ifPresent(gone::add);
            }
        }
        byName.forEach((name, socket) -> standings.putIfAbsent(name, new Standing(socket, false, 0, Instant.MIN, Optional.empty())));
        return gone.stream().filter(driver -> standings.values().stream().noneMatch(other -> other.driver.filter(same -> same.name().equals(driver.name()))
                .isPresent())).toList();
    }

    /// Sockets to be tried, which count as being tried from now on.
    List<Socket> due(Instant now, int most) {
        List<Socket> due = standings.values().stream().filter(standing -> !standing.underway && standing.driver.isEmpty() && !now.isBefore(standing.retryAt))
                .map(Standing::socket).limit(Math.max(0, most - underway())).toList();
        due.forEach(socket -> standings.computeIfPresent(socket.name, (_, was) -> new Standing(socket, true, was.failures, was.retryAt, was.driver)));
        return due;
    }

    private long underway() {
        return standings.values().stream().filter(Standing::underway).count();
    }

    /// How it went. False where the socket has gone meanwhile, so that nothing of it counts.
    boolean ended(Socket socket, Ended how, Instant now) {
        Standing was = standings.get(socket.name);
        if (was == null || !was.socket.equals(socket)) {
            return false;
        }
        standings.put(socket.name, switch (how) {
            case Ended.Registered(DriverInfo driver) -> new Standing(socket, false, 0, now, Optional.of(driver));
            case Ended.Failed _ -> new Standing(socket, false, was.failures + 1, now.plus(RETRY.after(was.failures + 1)), Optional.empty());
        });
        return true;
    }

    /// Whether each has been tried.
    boolean settled() {
        return standings.values().stream().noneMatch(standing -> standing.driver.isEmpty() && standing.failures == 0);
    }
}
