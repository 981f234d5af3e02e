package dev.marina.agent.runtime;

import java.io.IOException;
import java.io.InputStream;

/// The lines of a log's file, as far as it has been written. May be asked again when it has grown.
final class CriLogSource {

    /// A line has a bounded content and a short head; what is longer was not written by the runtime.
    private static final int LONGEST = 256 << 10;

    private final InputStream stream;
    private final byte[] buffer = new byte[32 << 10];
    private byte[] line = new byte[1 << 10];
    private int filled;
    private boolean tooLong;

    CriLogSource(InputStream stream) {
        this.stream = stream;
    }

    /// Reads to what is the end for now.
    void drain(CriLogSink sink) throws IOException {
        for (int count = stream.read(buffer); count > 0; count = stream.read(buffer)) {
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    end(sink);
                } else {
                    keep(buffer[i]);
                }
            }
        }
        sink.flush();
    }

    private void keep(byte next) {
        if (filled == LONGEST) {
            tooLong = true;
            return;
        }
        if (filled == line.length) {
            line = java.util.Arrays.copyOf(line, line.length * 2);
        }
        line[filled++] = next;
    }

    private void end(CriLogSink sink) throws IOException {
        if (!tooLong) {
            var parsed = CriLogLine.parse(line, filled);
            if (parsed.isPresent()) {
                sink.accept(parsed.get());
            }
        }
        filled = 0;
        tooLong = false;
    }
}
