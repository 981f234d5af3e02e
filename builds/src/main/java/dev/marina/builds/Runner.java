package dev.marina.builds;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// The other container of the pod, in which commands of the source are run: it knows no secret, and what it answers is believed only as far as it concerns
/// the image that is made. It is given scripts for its shell; `examples/build-run/serve` is its side.
///
/// @param address of it, on the pod's own loopback
record Runner(InetSocketAddress address) {

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);
    private static final int CONNECT_MILLIS = 5000;
    private static final long POLL_MILLIS = 200;
    private static final int MOST_WORDS = 4 << 20;
    private static final String GONE = "the container that commands are run in has ended: a command has taken more memory or disk than there is, or ended it";

    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /// What it says, where it has to succeed.
    String ask(String script) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        require(script, InputStream.nullInputStream(), new Most(said, MOST_WORDS));
        return said.toString(StandardCharsets.UTF_8);
    }

    void require(String script, InputStream in, OutputStream out) throws IOException {
        int code = run(script, in, out);
        if (code != 0) {
            throw new BuildFailure("the image's files could not be written (%d); what it says stands above".formatted(code));
        }
    }

    /// @param in what the script reads
    /// @param out what it says
    /// @return how it ended
    int run(String script, InputStream in, OutputStream out) throws IOException {
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = connect()) {
            Thread writer = Thread.ofVirtual().name("order").start(() -> write(socket, bytes, in));
            Status status = new Status(out);
            try {
                socket.getInputStream().transferTo(status);
            } catch (java.net.SocketException e) {
                throw new BuildFailure(GONE);
            }
            writer.join();
            return status.code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void write(Socket socket, byte[] script, InputStream in) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write((script.length + "\n").getBytes(StandardCharsets.US_ASCII));
            out.write(script);
            in.transferTo(out);
            socket.shutdownOutput();
        } catch (IOException e) {
            System.out.println("the way to the commands' container: " + e.getMessage());
        }
    }

    private Socket connect() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(STARTS_WITHIN);
        while (true) {
            Socket socket = new Socket();
            try {
                socket.connect(address, CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                if (Instant.now().isAfter(end)) {
                    throw new BuildFailure(GONE);
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    /// Keeps back the last four bytes, which say how it ended.
    private static final class Status extends FilterOutputStream {

        private static final int LENGTH = 4;
        private byte[] kept = new byte[0];

        Status(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] all = new byte[kept.length + length];
            System.arraycopy(kept, 0, all, 0, kept.length);
            System.arraycopy(bytes, offset, all, kept.length, length);
            int over = Math.max(0, all.length - LENGTH);
            out.write(all, 0, over);
            kept = java.util.Arrays.copyOfRange(all, over, all.length);
        }

        int code() throws IOException {
            out.flush();
            String status = new String(kept, StandardCharsets.US_ASCII);
            if (!status.matches("=\\d{3}")) {
                throw new BuildFailure(GONE);
            }
            return Integer.parseInt(status.substring(1));
        }
    }

    /// What is asked is short; who answers at length ends the build and not the builder's memory.
    static final class Most extends FilterOutputStream {

        private long left;

        Most(OutputStream out, long most) {
            super(out);
            this.left = most;
        }

        @Override
        public void write(int single) throws IOException {
            count(1);
            out.write(single);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            count(length);
            out.write(bytes, offset, length);
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw new BuildFailure("the image has more files than a build may make");
            }
        }
    }
}
