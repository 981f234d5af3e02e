package dev.marina.apiserver.schema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Bytes in base64, as Go's `encoding/base64` reads them: line ends may stand anywhere, and the padding is needed.
final class EncodedBytes {

    private static final int QUANTUM = 4;

    private EncodedBytes() {}

    /// As Go writes them. Throws [IllegalArgumentException] in Go's words.
    static String canonical(String text) {
        byte[] given = text.getBytes(StandardCharsets.UTF_8);
        byte[] letters = new byte[given.length];
        int count = 0;
        int padding = 0;
        for (int i = 0; i < given.length; i++) {
            if (given[i] == '\n' || given[i] == '\r') {
                continue;
            }
            int begun = count % QUANTUM;
            if (given[i] == '=' && begun >= 2 && padding < QUANTUM - begun) {
                padding++;
            } else if (letter(given[i]) && padding == 0) {
                letters[count++] = given[i];
            } else {
                // Where a second padding is missing, Go names the first.
                throw illegal(padding == 1 && begun == 2 ? i - 1 : i);
            }
        }
        int begun = count % QUANTUM;
        if (begun > 0 && padding < QUANTUM - begun) {
            throw illegal(padding > 0 ? given.length : given.length - begun);
        }
        return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(Arrays.copyOf(letters, count)));
    }

    private static boolean letter(byte letter) {
        return letter >= 'A' && letter <= 'Z' || letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9' || letter == '+' || letter == '/';
    }

    private static IllegalArgumentException illegal(int place) {
        return new IllegalArgumentException("illegal base64 data at input byte " + place);
    }
}
