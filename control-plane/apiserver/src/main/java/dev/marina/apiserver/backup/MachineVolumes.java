package dev.marina.apiserver.backup;

import dev.marina.api.ClusterId;
import dev.marina.model.tunnel.VolumeFrames;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The volumes on the machines. Every method blocks; failures of machines and of the way there are [IOException]s, and what a machine says why it does not do it is
/// a [VolumeFrames.FailedThere].
public interface MachineVolumes {

    /// Takes a snapshot of a cluster's volume, which is there when this returns and lives until the reading is closed.
    ///
    /// @param handle of the volume; believed to be the cluster's by its machine only where it is
    /// @param reading a name of its own
    Reading read(String machine, ClusterId cluster, String handle, String reading) throws IOException;

    /// Makes a volume of a cluster with this content; one of the name that is there already stays as it is.
    void write(String machine, Wanted wanted, Content content) throws IOException;

    /// Takes a volume away that was written and that nobody wants any more. May be called again.
    void drop(String machine, ClusterId cluster, String name) throws IOException;

    /// The machines of the cluster's nodes, by the nodes' names.
    Map<String, String> ofNodes(ClusterId cluster);

    interface Reading extends AutoCloseable {

        VolumeFrames.Head head();

        /// Empty at the end, where all was what the machine had read.
        Optional<VolumeFrames.Piece> piece() throws IOException;

        /// After that, in hexadecimal digits.
        String sha256Hex();

        @Override
        void close();
    }

    /// @param name of the volume
    /// @param of which backup, in a word
    record Wanted(ClusterId cluster, String name, long bytes, boolean block, String of) {}

    @FunctionalInterface
    interface Content {
        void pour(VolumeFrames.Writer into) throws IOException;
    }
}
