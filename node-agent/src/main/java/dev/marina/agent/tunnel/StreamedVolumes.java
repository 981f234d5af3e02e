package dev.marina.agent.tunnel;

import dev.marina.model.tunnel.StreamRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// What is in this machine's volumes, for the control plane: read for a backup, and brought back from one. Both speak as
/// [dev.marina.model.tunnel.VolumeFrames] do; what cannot be is said there. Throw where the other side has gone.
public interface StreamedVolumes {

    void read(StreamRequest request, OutputStream out) throws IOException;

    void write(StreamRequest request, InputStream in, OutputStream out) throws IOException;

    void drop(StreamRequest request, OutputStream out) throws IOException;
}
