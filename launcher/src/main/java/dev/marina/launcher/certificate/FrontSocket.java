package dev.marina.launcher.certificate;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

import dev.marina.launcher.tls.Identity;

/// Where the front takes commands while it runs.
record FrontSocket(Path socket) {

    /// From the next handshake on; connections that are there go on.
    ///
    /// @param file as the front's configuration names it
    void replace(Path file, Identity identity) throws IOException, GeneralSecurityException {
        require("set ssl cert %s <<\n%s".formatted(file, identity.wholePem()), "Transaction");
        try {
            require("commit ssl cert " + file, "Success!");
        } catch (IOException refused) {
            // There is one transaction for all.
            command("abort ssl cert " + file);
            throw refused;
        }
    }

    private void require(String command, String word) throws IOException {
        String answer = command(command);
        if (!answer.contains(word)) {
            throw new IOException("%s: %s".formatted(command.lines().findFirst().orElse(""), answer.strip()));
        }
    }

    /// One connection for each; the front closes it behind its answer.
    private String command(String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
