package dev.marina.apiserver.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Packs long answers for clients that take `gzip`, at the level that costs least, as upstream. Packing takes more of a processor than all else
/// that is done for such an answer, and no request waits for its turn at it: as many are packed at a time as leave a processor to others, and
/// who comes when none is free gets its answer as it is.
final class Packing {

    /// What is shorter is sent sooner as it is.
    private static final long WORTH_IT = 128 * 1024;
    private static final int PIECE = 32 * 1024;

    static final Packing NONE = new Packing(0);

    private final Semaphore free;

    Packing(int atATime) {
        this.free = new Semaphore(atATime);
    }

    /// A place for one answer, to be given back; empty where it is sent as it is.
    ///
    /// @param accepted the client's `Accept-Encoding`
    Optional<Place> place(ApiResponse.Bytes answer, List<String> accepted) {
        boolean wanted = answer.length() > WORTH_IT && !answer.headers().containsKey("content-encoding") && accepted.stream().anyMatch(Packing::takesGzip);
        return wanted && free.tryAcquire() ? Optional.of(new Place()) : Optional.empty();
    }

    private static boolean takesGzip(String header) {
        return Arrays.stream(header.split(",")).map(coding -> coding.replaceAll("\\s", "")).anyMatch(coding -> coding.equalsIgnoreCase("gzip")
                || coding.startsWith("gzip;") && !coding.matches("gzip;q=0(\\.0*)?"));
    }

    final class Place implements AutoCloseable {

        void pack(ApiResponse.Bytes answer, ApiResponse.Sink sink) throws IOException, InterruptedException {
            Pieces pieces = new Pieces(sink);
            try (Deflating out = new Deflating(pieces)) {
                answer.each(out::write);
            } catch (Interrupted e) {
                throw e.reason;
            }
        }

        @Override
        public void close() {
            free.release();
        }
    }

    private static final class Deflating extends GZIPOutputStream {
        Deflating(OutputStream out) throws IOException {
            super(out, PIECE);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /// An [OutputStream] throws nothing else.
    private static final class Interrupted extends IOException {
        private static final long serialVersionUID = 1;
        private final transient InterruptedException reason;

        Interrupted(InterruptedException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private static final class Pieces extends OutputStream {
        private final ApiResponse.Sink sink;

        Pieces(ApiResponse.Sink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                sink.write(List.of(Arrays.copyOfRange(bytes, from, from + length)));
            } catch (InterruptedException e) {
                throw new Interrupted(e);
            }
        }
    }
}
