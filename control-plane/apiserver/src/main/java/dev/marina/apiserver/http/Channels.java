package dev.marina.apiserver.http;

import java.io.IOException;

/// The two directions of an upgraded connection, as numbered channels (those of `v5.channel.k8s.io`: 0 stdin, 1 stdout,
/// 2 stderr, 3 error/status, 4 resize; for port-forward 2n data and 2n+1 error of the n-th port).
public interface Channels extends AutoCloseable {

    /// Blocks while the client does not read.
    void send(int channel, byte[] bytes) throws IOException, InterruptedException;

    /// Whether the client opens port-forward's pairs of channels itself and says each one's port first, in SPDY; otherwise they
    /// are those of the address.
    default boolean opensPairs() {
        return false;
    }

    /// No more bytes of ours on this channel.
    void end(int channel) throws IOException, InterruptedException;

    /// Blocks until the client sends something; null once it has gone.
    Incoming receive() throws InterruptedException;

    /// @param end the client sends no more on this channel
    record Incoming(int channel, byte[] bytes, boolean end) {}

    @Override
    void close();
}
