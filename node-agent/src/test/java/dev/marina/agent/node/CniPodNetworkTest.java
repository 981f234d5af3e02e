package dev.marina.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.pod.HostPort;
import dev.marina.agent.pod.Pods;
import dev.marina.agent.runtime.RuntimeFailure;
import dev.marina.agent.runtime.SandboxId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked of a plugin that conforms to the CNI specification; here it is a script that notes each call.
class CniPodNetworkTest {

    private static final SandboxId SANDBOX = new SandboxId("sandbox-1");
    private static final String RESULT = "echo '{\"cniVersion\":\"1.1.0\",\"ips\":[{\"address\":\"10.244.1.5/32\"}]}'";

    @TempDir
    Path directory;

    private CniPodNetwork network(String add, String check) throws IOException {
        return network(add, check, Duration.ofMinutes(5));
    }

    private String configuration = "{\"cniVersion\":\"1.1.0\",\"type\":\"some-plugin\"}";

    private CniPodNetwork network(String add, String check, Duration limit) throws IOException {
        Path plugin = directory.resolve("some-plugin");
        Files.writeString(plugin, """
                #!/bin/sh
                input=$(cat)
                echo "$input" > %s
                case "$input" in *prevResult*) with=" with prevResult";; esac
                echo "$CNI_COMMAND$with" >> %s
                case $CNI_COMMAND in
                ADD) %s;;
                CHECK) %s;;
                esac
                """.formatted(directory.resolve("input"), directory.resolve("calls"), add, check));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        return new CniPodNetwork(plugin, () -> configuration, directory.resolve("pods"), limit);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    @Test
    void knownAttachmentIsChecked() throws IOException {
        CniPodNetwork network = network(RESULT, "true");

        assertEquals(List.of("10.244.1.5"), network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of()));
        assertEquals(List.of("10.244.1.5"), network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of()));

        assertEquals(List.of("ADD", "CHECK with prevResult"), calls());
    }

    @Test
    void attachmentThatDoesNotStandIsMadeAnew() throws IOException {
        CniPodNetwork network = network(RESULT, "echo '{\"code\":100,\"msg\":\"interface is gone\"}'; exit 1");
        network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of());

        assertEquals(List.of("10.244.1.5"), network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of()));

        assertEquals(List.of("ADD", "CHECK with prevResult", "DEL", "ADD"), calls());
    }

    @Test
    void pluginThatCannotTellNowChangesNothing() throws IOException {
        CniPodNetwork network = network(RESULT, "echo '{\"code\":11,\"msg\":\"try again\"}'; exit 1");
        network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of());

        assertThrows(RuntimeFailure.class, () -> network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of()));

        assertEquals(List.of("ADD", "CHECK with prevResult"), calls());
    }

    @Test
    void failedAddIsFollowedByDel() throws IOException {
        CniPodNetwork network = network("echo '{\"code\":100,\"msg\":\"already has an interface\"}'; exit 1", "true");

        RuntimeFailure failure = assertThrows(RuntimeFailure.class, () -> network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of()));

        assertEquals("plugin type=\"some-plugin\" failed (add): already has an interface", failure.getMessage());
        assertEquals(List.of("ADD", "DEL"), calls());
    }

    @Test
    void portsGoToAPluginThatCanHaveThem() throws IOException {
        configuration = "{\"cniVersion\":\"1.1.0\",\"type\":\"some-plugin\",\"capabilities\":{\"portMappings\":true}}";
        CniPodNetwork network = network(RESULT, "true");

        network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of(new HostPort(8080, 80, "tcp", "127.0.0.1")));

        assertTrue(Files.readString(directory.resolve("input")).contains(
                "\"runtimeConfig\":{\"portMappings\":[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\",\"hostIP\":\"127.0.0.1\"}]}"));
    }

    @Test
    void portsAreNotForgottenWithAPluginThatCannotHaveThem() throws IOException {
        CniPodNetwork network = network(RESULT, "true");

        assertThrows(RuntimeFailure.class, () -> network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of(new HostPort(8080, 80, "tcp", ""))));
    }

    @Test
    void pluginThatHangsIsEnded() throws IOException {
        CniPodNetwork network = network("sleep 600", "true", Duration.ofSeconds(2));

        RuntimeFailure failure = assertThrows(RuntimeFailure.class, () -> network.attach(Pods.REF, SANDBOX, "/proc/1/ns/net", List.of()));

        assertEquals("network plugin did not answer ADD within 2 s", failure.getMessage());
        Await.until("its processes to end", Duration.ofSeconds(10),
                () -> ProcessHandle.current().descendants().map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains("sleep 600")).toList(),
                List::isEmpty);
    }
}
