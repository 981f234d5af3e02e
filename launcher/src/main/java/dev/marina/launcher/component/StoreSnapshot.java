package dev.marina.launcher.component;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Json;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.process.Command;

/// All of etcd as it was at one revision, in a file. Debian's `etcdctl` takes it, with the certificate that the control plane has, and makes an etcd's
/// directory of it.
public final class StoreSnapshot {
    /// What the control plane's keys begin with (`dev.marina.store.Keys`).
    private static final String PREFIX = "/marina/";
    private static final String MANAGEMENT = "marina/management";
    /// From etcd 3.6 on, files are this program's and no longer `etcdctl`'s.
    private static final Path ETCDUTL = Path.of("/usr/bin/etcdutl");

    /// What the store had at one revision.
    ///
    /// @param clusters `tenant/cluster`, without the platform's own
    /// @param tenants that the control plane was told of
    public record Names(List<String> clusters, List<String> tenants) {}

    public static long bytes(Instance instance) throws IOException {
        Path file = instance.layout().data("etcd").resolve("member/snap/db");
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /// @return the revision
    public static long save(Instance instance, Path file) throws IOException, InterruptedException {
        etcdctl(instance, List.of("snapshot", "save", file.toString())).require();
        return json(files("status", file.toString(), "--write-out=json").require()).path("revision").asLong();
    }

    /// Makes etcd's directory. What was cut or changed is refused by the sum at the snapshot's end.
    public static void restore(Instance instance, Path file) throws IOException, InterruptedException {
        String peer = "https://127.0.0.1:" + instance.port(InternalPort.ETCD_PEER);
        files("restore", file.toString(), "--data-dir=" + instance.layout().data("etcd"), "--name=marina", "--initial-cluster=marina=" + peer,
                "--initial-cluster-token=marina-" + instance.id(), "--initial-advertise-peer-urls=" + peer).require();
    }

    /// As of a revision that etcd still has.
    public static Names names(Instance instance, long revision) throws IOException, InterruptedException {
        List<String> clusters = new ArrayList<>();
        Optional<String> management = Optional.empty();
        String names = PREFIX + "n/";
        for (JsonNode entry : get(instance, names, revision, List.of())) {
            String name = text(entry.path("key")).substring(names.length());
            if (name.equals(MANAGEMENT)) {
                management = Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(entry.path("value").asText())));
            } else {
                clusters.add(name);
            }
        }
        List<String> tenants = new ArrayList<>();
        if (management.isPresent()) {
            String objects = PREFIX + "c/" + management.get() + "/o/marina.dev/tenants//";
            for (JsonNode entry : get(instance, objects, revision, List.of("--keys-only"))) {
                tenants.add(text(entry.path("key")).substring(objects.length()));
            }
        }
        return new Names(clusters.stream().sorted().toList(), tenants.stream().sorted().toList());
    }

    private static Iterable<JsonNode> get(Instance instance, String prefix, long revision, List<String> more) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("get", "--prefix", prefix, "--rev=" + revision, "--write-out=json"));
        words.addAll(more);
        return json(etcdctl(instance, words).require()).path("kvs");
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }

    /// Programs that write logs put them on lines before it.
    private static JsonNode json(String output) throws IOException {
        String last = output.lines().filter(line -> line.startsWith("{\"") && !line.startsWith("{\"level\"")).reduce((_, later) -> later)
                .orElseThrow(() -> new IOException("etcdctl answers no JSON: " + output));
        return Json.JSON.readTree(last);
    }

    private static Command etcdctl(Instance instance, List<String> words) {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + String.join(",", instance.etcdEndpoints()),
                "--cacert=" + instance.layout().config("etcd-client-ca.pem"), "--cert=" + instance.layout().config("etcd-client.pem"),
                "--key=" + instance.layout().config("etcd-client-key.pem"), "--command-timeout=600s"));
        command.addAll(words);
        return Command.of(command).with(Map.of("ETCDCTL_API", "3"));
    }

    private static Command files(String... words) {
        List<String> command = new ArrayList<>(List.of(Files.isExecutable(ETCDUTL) ? ETCDUTL.toString() : "etcdctl", "snapshot"));
        command.addAll(List.of(words));
        return Command.of(command).with(Map.of("ETCDCTL_API", "3"));
    }

    private StoreSnapshot() {}
}
