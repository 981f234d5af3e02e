package dev.marina.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.runtime.ContainerImages;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodFilesTest {

    @TempDir
    Path directory;

    private String hostsOf(String spec) throws IOException {
        PodVolumes volumes = new PodVolumes() {
            @Override
            public Optional<Path> image(String podUid, String volume) {
                throw new IllegalStateException("not asked for");
            }

            @Override
            public Path showImage(String podUid, String volume, ContainerImages.Named image, ContainerImages.Layers layers) {
                throw new IllegalStateException("not asked for");
            }

            @Override
            public Map<String, Path> mount(Pod pod) {
                return Map.of();
            }

            @Override
            public Path subPath(Pod pod, String container, int index, Path volume, String subPath) {
                return volume;
            }

            @Override
            public String hostFile(String path, int most) {
                return path.equals("etc/hosts") ? "100.64.0.7\tnode-1\n" : "";
            }

            @Override
            public void unmount(String podUid) {}
        };
        NodeContext node = Pods.node(directory, volumes);
        Pod pod = Pods.pod(spec);
        PodFiles.write(node, pod, List.of("10.0.0.7"));
        return Files.readString(directory.resolve("pods/uid-1/etc-hosts"));
    }

    @Test
    void podHasItsOwnNameAndAliases() throws IOException {
        assertEquals("""
                # Kubernetes-managed hosts file.
                127.0.0.1\tlocalhost
                ::1\tlocalhost ip6-localhost ip6-loopback
                10.0.0.7\tweb

                # Entries added by HostAliases.
                1.2.3.4\ta\tb
                """, hostsOf("containers: [{name: main, image: x}]\nhostAliases: [{ip: 1.2.3.4, hostnames: [a, b]}]\n"));
    }

    @Test
    void podInTheNodesNetworkHasTheNodesHosts() throws IOException {
        assertEquals("""
                # Kubernetes-managed hosts file (host network).
                100.64.0.7\tnode-1
                """, hostsOf("hostNetwork: true\ncontainers: [{name: main, image: x}]\n"));
    }
}
