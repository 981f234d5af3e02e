package dev.marina.net.cni;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the plugin executable on a socket that only root may open.
///
/// The client sends its `CNI_*` variables as `NAME=value`, each ended by a zero byte, one more zero byte, then what it was
/// given on standard input until it shuts its side down. The answer is the exit status as one digit, then the output.
public final class CniServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CniServer.class);
    private static final int LIMIT = 1 << 20;

    private final Path path;
    private final ServerSocketChannel listener;
    private final CniProtocol protocol;

    public CniServer(Path path, CniProtocol protocol) {
        this.path = path;
        this.protocol = protocol;
        try {
            Files.createDirectories(path.getParent());
            Files.deleteIfExists(path);
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve CNI at " + path, e);
        }
        Thread.ofVirtual().name("cni-accept").start(this::accept);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                Thread.ofVirtual().name("cni-call").start(() -> serve(client));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                log.atWarn().setCause(e).log("cannot accept a CNI call");
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            byte[] sent = Channels.newInputStream(client).readNBytes(LIMIT);
            CniProtocol.Answer answer = answer(sent);
            ByteBuffer bytes = ByteBuffer.wrap((answer.exit() + answer.output()).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                client.write(bytes);
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("a CNI call broke off");
        }
    }

    private CniProtocol.Answer answer(byte[] sent) {
        Map<String, String> environment = new TreeMap<>();
        ByteArrayOutputStream variable = new ByteArrayOutputStream();
        int position = 0;
        while (position < sent.length) {
            byte b = sent[position++];
            if (b != 0) {
                variable.write(b);
                continue;
            }
            if (variable.size() == 0) {
                break;
            }
            String text = variable.toString(StandardCharsets.UTF_8);
            int equals = text.indexOf('=');
            if (equals > 0) {
                environment.put(text.substring(0, equals), text.substring(equals + 1));
            }
            variable.reset();
        }
        return protocol.answer(environment, new String(sent, position, sent.length - position, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
