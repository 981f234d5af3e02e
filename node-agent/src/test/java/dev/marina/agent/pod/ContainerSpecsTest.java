package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.ContainerKind;
import dev.marina.agent.runtime.ContainerSpec;
import dev.marina.agent.runtime.SimulatedRuntime;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerSpecsTest {

    @TempDir
    Path directory;

    private ContainerSpec specOf(Pod pod) {
        Map<String, Path> volumes = pod.getSpec().getVolumes().stream()
                .collect(Collectors.toMap(volume -> volume.getName(), volume -> directory.resolve(volume.getName())));
        NodeContext node = Pods.node(directory, null, new SimulatedRuntime(Clock.systemUTC()));
        return new ContainerSpecs(node, node.api()).of(Pods.REF, pod, new PodStep.StartContainer("main", ContainerKind.MAIN, 0, 0),
                pod.getSpec().getContainers().getFirst(), new ContainerImages.Image("id", Optional.empty(), true, "", List.of()), List.of(), volumes,
                Optional.empty());
    }

    @Test
    void volumesMadeFromTheApiAreReadOnlyWhateverThePodSays() {
        Pod pod = Pods.pod("""
                containers:
                - name: main
                  image: x
                  volumeMounts:
                  - {name: map, mountPath: /map, readOnly: false}
                  - {name: secret, mountPath: /secret}
                  - {name: projected, mountPath: /projected}
                  - {name: downward, mountPath: /downward}
                  - {name: scratch, mountPath: /scratch}
                  - {name: host, mountPath: /host, readOnly: true}
                volumes:
                - {name: map, configMap: {name: m}}
                - {name: secret, secret: {secretName: s}}
                - {name: projected, projected: {sources: []}}
                - {name: downward, downwardAPI: {items: []}}
                - {name: scratch, emptyDir: {}}
                - {name: host, hostPath: {path: /etc}}
                """);

        Map<String, Boolean> readOnly = specOf(pod).mounts().stream().collect(Collectors.toMap(ContainerSpec.Mount::target, ContainerSpec.Mount::readOnly));

        assertEquals(Map.of("/map", true, "/secret", true, "/projected", true, "/downward", true, "/scratch", false, "/host", true,
                "/etc/hosts", false, "/etc/hostname", false, "/etc/resolv.conf", false, "/dev/termination-log", false), readOnly);
    }
}
