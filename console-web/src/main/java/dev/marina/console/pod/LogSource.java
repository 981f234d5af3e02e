package dev.marina.console.pod;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// A container's log and what is known of the container. Both methods block.
interface LogSource {

    /// The container as it is now; empty before it has started for the first time.
    Optional<Instance> instance() throws IOException;

    /// The log of the present instance as it is written, each line with its time before it (RFC 3339) and a blank.
    ///
    /// @param since only lines of that time and later; "" for the last ones
    InputStream open(String since) throws IOException;

    /// One life of a container: another one after each restart.
    record Instance(String id, boolean running) {}
}
