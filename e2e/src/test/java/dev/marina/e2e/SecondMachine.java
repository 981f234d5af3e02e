package dev.marina.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Another machine, as far as the network goes: a namespace with a wire to this one, in which an engine and an agent of their own run.
final class SecondMachine implements AutoCloseable {

    static final String NAME = "m2";
    /// Of this machine and of the other.
    static final String HERE = "10.98.7.1";
    static final String THERE = "10.98.7.2";
    private static final String NAMESPACE = "marina-e2e-m2";
    private static final String WIRE = "marina-e2e-m2";
    private static final Duration START = Duration.ofMinutes(15);
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Marina marina;
    private final Path home;

    private SecondMachine(Marina marina) {
        this.marina = marina;
        home = marina.home().resolveSibling(marina.home().getFileName() + "-m2");
    }

    static SecondMachine wired(Marina marina) {
        SecondMachine machine = new SecondMachine(marina);
        machine.remains();
        ip("netns", "add", NAMESPACE);
        ip("link", "add", WIRE, "type", "veth", "peer", "name", "up0", "netns", NAMESPACE);
        ip("addr", "add", HERE + "/24", "dev", WIRE);
        ip("link", "set", WIRE, "up");
        ip("-n", NAMESPACE, "link", "set", "lo", "up");
        ip("-n", NAMESPACE, "addr", "add", THERE + "/24", "dev", "up0");
        ip("-n", NAMESPACE, "link", "set", "up0", "up");
        ip("-n", NAMESPACE, "route", "add", "default", "via", HERE);
        return machine;
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Program.run(Marina.CHECKOUT, Map.of(), SOON, command).succeeded();
    }

    /// Of a run that did not end.
    private void remains() {
        if (Files.exists(Path.of("/run/netns", NAMESPACE))) {
            close();
        }
    }

    /// `./marina` there.
    Program marina(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + NAMESPACE, "--", Marina.CHECKOUT.resolve("marina").toString()));
        command.addAll(arguments);
        return Program.run(Marina.CHECKOUT, Map.of("MARINA_HOME", home.toString()), START, command);
    }

    /// What the operator here lets be typed there, word by word.
    static List<String> invitation(Marina marina) {
        String written = marina.command("join-token", NAME).succeeded().output();
        String command = written.lines().map(String::strip).filter(line -> line.startsWith("./marina join ")).findFirst()
                .orElseThrow(() -> new AssertionError(written));
        return List.of(command.substring("./marina ".length()).split(" "));
    }

    /// Whether the wire carries anything.
    void wire(boolean up) {
        ip("link", "set", WIRE, up ? "up" : "down");
    }

    /// What a program says in the network of a node of that name there.
    String fromNode(String node, String... command) {
        try (Stream<Path> namespaces = Files.list(Path.of("/run/netns"))) {
            String prefix = "mr" + instance() + "-node+";
            Path its = namespaces.filter(each -> each.getFileName().toString().startsWith(prefix) && each.toString().endsWith("+" + node)).findFirst()
                    .orElseThrow(() -> new AssertionError("no node " + node + " on the other machine"));
            List<String> all = new ArrayList<>(List.of("nsenter", "--net=" + its, "--"));
            all.addAll(List.of(command));
            return Program.run(Marina.CHECKOUT, Map.of(), SOON, all).succeeded().output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String instance() throws IOException {
        return Files.readString(home.resolve("instance")).strip();
    }

    /// Names of all containers that run there.
    List<String> containers() {
        try {
            String instance = instance();
            return Program.run(Marina.CHECKOUT, Map.of(), SOON,
                    List.of("docker", "-H", "unix:///run/marina-%s/docker.sock".formatted(instance), "ps", "--format", "{{.Names}}")).succeeded().output()
                    .lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the operator sees of a machine.
    static JsonNode machine(Marina marina, String name) {
        String json = operator(marina, "get", "machine", name, "-o", "json").succeeded().output();
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Program operator(Marina marina, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", marina.home().resolve("pki/admin.kubeconfig").toString()));
        command.addAll(List.of(arguments));
        return Program.run(Marina.CHECKOUT, Map.of(), SOON, command);
    }

    @Override
    public void close() {
        if (Files.exists(home)) {
            System.out.println(marina(List.of("down", "--purge")).output());
        }
        Program.run(Marina.CHECKOUT, Map.of(), SOON, List.of("ip", "netns", "delete", NAMESPACE));
        Program.run(Marina.CHECKOUT, Map.of(), SOON, List.of("ip", "link", "delete", WIRE));
    }
}
