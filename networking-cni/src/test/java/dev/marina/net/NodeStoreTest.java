package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.net.NodeSpec.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStoreTest {

    @TempDir
    private Path directory;

    @Test
    void aNodeIsReadAsItWasWritten() {
        NodeSpec spec = new NodeSpec("acme", "node-1", 101, "10.244.0.0/16", "10.96.0.0/16", "10.244.1.0/24", "100.64.0.1",
                List.of(new Peer("node-2", "10.244.2.0/24", "100.64.0.2", "02:6d:00:40:00:02", 3)), null, Backend.BGP, true, 2);

        new NodeStore(directory).put(spec);

        assertEquals(List.of(spec), new NodeStore(directory).list());
    }

    /// As a version wrote it that knew VXLAN alone.
    @Test
    void aNodeOfAnEarlierVersionSendsByVxlan() throws IOException {
        Files.writeString(directory.resolve("acme+node-1.json"),
                """
                {"clusterId":"acme","name":"node-1","vni":101,"clusterPodCidr":"10.244.0.0/16","serviceCidr":"10.96.0.0/16","podCidr":"10.244.1.0/24",
                 "address":"100.64.0.1","peers":[{"name":"node-2","podCidr":"10.244.2.0/24","address":"100.64.0.2","mac":"02:6d:00:40:00:02"}],"netns":null}""");

        NodeSpec spec = new NodeStore(directory).list().getFirst();

        assertEquals(Backend.VXLAN, spec.backend());
        assertEquals(0, spec.peers().getFirst().subnet());
    }
}
