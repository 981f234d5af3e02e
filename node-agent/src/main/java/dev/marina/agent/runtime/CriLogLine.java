package dev.marina.agent.runtime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// A line of a CRI log: `<time> <stdout|stderr> <tags> <content>`. The first tag says whether the content is a whole line or a part of one whose rest
/// follows in the next lines of the same stream.
///
/// @param partial whether the line that the container wrote goes on
/// @param content without the end of the line
/// @see <a href="https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md">the format</a>
record CriLogLine(Instant time, String stamp, boolean stderr, boolean partial, byte[] content) {

    private static final String PARTIAL = "P";
    private static final int FIELDS = 3;

    /// Empty for what is no such line: a disk that was full in the middle of it, or what somebody else wrote.
    ///
    /// @param length of the line, without its end
    static Optional<CriLogLine> parse(byte[] line, int length) {
        int[] spaces = new int[FIELDS];
        int found = 0;
        for (int i = 0; i < length && found < FIELDS; i++) {
            if (line[i] == ' ') {
                spaces[found++] = i;
            }
        }
        if (found < FIELDS) {
            return Optional.empty();
        }
        String stamp = text(line, 0, spaces[0]);
        String stream = text(line, spaces[0] + 1, spaces[1]);
        String tags = text(line, spaces[1] + 1, spaces[2]);
        if (!stream.equals("stdout") && !stream.equals("stderr")) {
            return Optional.empty();
        }
        try {
            byte[] content = new byte[length - spaces[2] - 1];
            System.arraycopy(line, spaces[2] + 1, content, 0, content.length);
            return Optional.of(new CriLogLine(OffsetDateTime.parse(stamp).toInstant(), stamp, stream.equals("stderr"), tags.split(":")[0].equals(PARTIAL),
                    content));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, java.nio.charset.StandardCharsets.US_ASCII);
    }
}
