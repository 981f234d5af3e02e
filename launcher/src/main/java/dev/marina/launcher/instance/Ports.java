package dev.marina.launcher.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.marina.launcher.Json;

/// The internal ports of one installation: chosen free once, then kept, because peers and files name them.
public record Ports(Map<InternalPort, Integer> numbers) {
    /// Below the range from which Linux takes the ports of outgoing connections (32768 and up), so that none of those sits on ours.
    private static final int FIRST = 20000;
    private static final int LAST = 29999;

    public Ports {
        numbers = Map.copyOf(numbers);
    }

    static Ports loadOrChoose(Layout layout, RandomGenerator random) {
        Map<String, Integer> kept = Files.exists(layout.portsFile()) ? Json.read(layout.portsFile(), new TypeReference<>() {}) : Map.of();
        Ports ports = choose(kept, Ports::free, random);
        Map<String, Integer> named = new TreeMap<>();
        ports.numbers.forEach((port, number) -> named.put(port.key(), number));
        if (!named.equals(kept)) {
            Json.writeJson(layout.portsFile(), named);
        }
        return ports;
    }

    /// Keeps every kept number and adds what is missing.
    static Ports choose(Map<String, Integer> kept, IntPredicate free, RandomGenerator random) {
        Set<Integer> taken = new HashSet<>(kept.values());
        Map<InternalPort, Integer> numbers = new EnumMap<>(InternalPort.class);
        for (InternalPort port : InternalPort.values()) {
            Integer number = kept.get(port.key());
            while (number == null) {
                int candidate = random.nextInt(FIRST, LAST + 1);
                if (!taken.contains(candidate) && free.test(candidate)) {
                    number = candidate;
                }
            }
            taken.add(number);
            numbers.put(port, number);
        }
        return new Ports(numbers);
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (java.net.BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int of(InternalPort port) {
        return numbers.get(port);
    }
}
