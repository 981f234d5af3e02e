package dev.marina.launcher.component;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.marina.launcher.Json;
import dev.marina.launcher.account.Account;
import dev.marina.launcher.instance.Instance;
import dev.marina.launcher.instance.InternalPort;
import dev.marina.launcher.process.Command;

/// Who belongs to an etcd of several members, asked of those that are there by Debian's `etcdctl`.
final class EtcdMembers {
    /// @param id as `etcdctl` takes it
    /// @param name empty: it has been let in, and has not been there yet
    record Member(String id, String name, String peer) {}

    /// What has to be done for one to join that has no data.
    ///
    /// @param removed was there under its address, and has lost its data
    /// @param added it is not expected yet
    record Plan(Optional<Member> removed, boolean added) {
        static Plan of(List<Member> members, String peer) {
            Optional<Member> known = members.stream().filter(member -> member.peer().equals(peer)).findFirst();
            boolean lost = known.isPresent() && !known.get().name().isEmpty();
            return new Plan(known.filter(_ -> lost), lost || known.isEmpty());
        }
    }

    private final Instance instance;
    private final EtcdIdentities identity;
    private final List<String> endpoints;

    private EtcdMembers(Instance instance, EtcdIdentities identity, List<String> endpoints) {
        this.instance = instance;
        this.identity = identity;
        this.endpoints = endpoints;
    }

    static EtcdMembers of(Instance instance, Account account, List<String> endpoints) throws IOException, GeneralSecurityException {
        return new EtcdMembers(instance, EtcdIdentities.ofServer(instance, account), endpoints);
    }

    /// Has the others expect a member without data. May be called any number of times.
    ///
    /// @param begun it may be that they do already: an etcd of two of which one is not there tells nothing
    /// @return all of them, as etcd's `initial-cluster` takes it
    String join(String name, String peer, boolean begun) throws IOException, InterruptedException {
        Command.Outcome listed = etcdctl("member", "list", "--write-out=json");
        if (!listed.succeeded() && begun) {
            return initialCluster(List.of(new Member("", "marina", "https://127.0.0.1:" + instance.port(InternalPort.ETCD_PEER))), name, peer);
        }
        List<Member> members = members(listed);
        Plan plan = Plan.of(members, peer);
        if (plan.removed().isPresent()) {
            require(etcdctl("member", "remove", plan.removed().get().id()));
            members = members(etcdctl("member", "list", "--write-out=json"));
        }
        if (plan.added()) {
            require(etcdctl("member", "add", name, "--peer-urls=" + peer));
        }
        return initialCluster(members, name, peer);
    }

    static String initialCluster(List<Member> members, String name, String peer) {
        return Stream.concat(members.stream().filter(member -> !member.peer().equals(peer)), Stream.of(new Member("", name, peer)))
                .map(member -> member.name() + "=" + member.peer()).collect(Collectors.joining(","));
    }

    private static List<Member> members(Command.Outcome listed) throws IOException {
        require(listed);
        return read(listed.output());
    }

    /// Programs that warn do so on lines before it.
    static List<Member> read(String output) throws IOException {
        String json = output.lines().filter(line -> line.startsWith("{\"header\"")).findFirst()
                .orElseThrow(() -> new IOException("etcdctl answers no JSON: " + output));
        List<Member> members = new ArrayList<>();
        for (JsonNode member : Json.JSON.readTree(json).path("members")) {
            members.add(new Member(new BigInteger(member.path("ID").asText()).toString(16), member.path("name").asText(""),
                    member.path("peerURLs").path(0).asText()));
        }
        return members;
    }

    private static void require(Command.Outcome result) throws IOException {
        if (!result.succeeded()) {
            throw new IOException("etcdctl: " + result.output().strip());
        }
    }

    private Command.Outcome etcdctl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + String.join(",", endpoints), "--cacert=" + identity.caFile(),
                "--cert=" + identity.certificateFile(), "--key=" + identity.keyFile(), "--command-timeout=10s"));
        command.addAll(List.of(words));
        return Command.of(command).with(Map.of("ETCDCTL_API", "3")).run();
    }
}
