package dev.marina.agent.forward;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// On a machine that has joined: what [ApiForwarder] finds on loopback where the control plane is on this machine. Bytes go to the control plane's port
/// for agents, in TLS under the machine's certificate, after a `CONNECT`.
public final class ApiRelay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApiRelay.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] ASK = "CONNECT kubernetes:443 HTTP/1.1\r\nHost: kubernetes:443\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_ANSWER_BYTES = 4_096;

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final SSLContext tls;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private ApiRelay(ServerSocket listener, String host, int port, SSLContext tls) {
        this.listener = listener;
        this.host = host;
        this.port = port;
        this.tls = tls;
    }

    /// @param host of the control plane
    /// @param port on which it awaits agents
    public static ApiRelay start(String host, int port, SSLContext tls) throws IOException {
        ApiRelay relay = new ApiRelay(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), host, port, tls);
        Thread.ofVirtual().name("api relay").start(relay::accept);
        return relay;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket from = listener.accept();
                Thread.ofVirtual().name("relay").start(() -> relay(from));
            } catch (IOException failure) {
                if (!listener.isClosed()) {
                    LOG.atWarn().addKeyValue("error", failure.toString()).log("connection to the control plane not accepted");
                    Thread.yield();
                }
            }
        }
    }

    private void relay(Socket from) {
        open.add(from);
        try (from; SSLSocket to = connected()) {
            open.add(to);
            Thread back = Thread.ofVirtual().start(() -> copy(to, from));
            copy(from, to);
            back.join();
            open.remove(to);
        } catch (IOException failure) {
            LOG.atDebug().addKeyValue("error", failure.toString()).log("connection to the control plane broke");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
        }
    }

    private SSLSocket connected() throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(ASK);
            String answer = head(socket.getInputStream());
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("the control plane said " + answer.lines().findFirst().orElse("nothing"));
            }
            socket.setSoTimeout(0);
            return socket;
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    /// Until the empty line and not a byte further: what comes then is the other side's.
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() >= MOST_ANSWER_BYTES) {
                throw new IOException("the control plane answers no CONNECT");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /// Until one side ends; then the other is told.
    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException _) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            LOG.atDebug().addKeyValue("error", failure.toString()).log("listener did not close");
        }
        open.forEach(ApiRelay::closeQuietly);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed either way
        }
    }
}
