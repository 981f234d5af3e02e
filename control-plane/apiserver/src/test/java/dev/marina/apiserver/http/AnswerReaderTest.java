package dev.marina.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String body(String answer, String method) throws IOException {
        AnswerReader reader = new AnswerReader(stream(answer));
        return new String(reader.body(reader.head(), method).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBodyEndsWhereItsLengthSays() throws IOException {
        assertEquals("abc", body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n", "GET"));
    }

    @Test
    void chunksAreJoinedAndTrailersPassedOver() throws IOException {
        assertEquals("abcde", body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\nrest", "GET"));
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws IOException {
        assertEquals("abc", body("HTTP/1.0 200 OK\n\nabc", "GET"));
    }

    @Test
    void anAnswerToHeadHasNoBody() throws IOException {
        assertEquals("", body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "HEAD"));
    }

    @Test
    void interimAnswersArePassedOver() throws IOException {
        assertEquals("x", body("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "GET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"})
    void aBodyThatBreaksOffFails(String answer) {
        assertThrows(EOFException.class, () -> body(answer, "GET"));
    }

    /// Two readers could take them for different answers.
    @ParameterizedTest
    @ValueSource(strings = {
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0x3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\rSet-Cookie: c\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA b: c\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA : c\r\n\r\n",
            "HTTP/1.1 200 OK\r\n: c\r\n\r\n",
            "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 999 OK\r\n\r\n",
            "HTTP/2 200\r\n\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n",
            "",
    })
    void whatIsNoClearAnswerIsRefused(String answer) {
        assertThrows(IOException.class, () -> body(answer, "GET"));
    }

    /// A stream that never ends: it is read as far as a head may go, and no further.
    @ParameterizedTest
    @ValueSource(strings = {"a", "HTTP/1.1 200 OK\r\nA: b", "A: b\r\n"})
    void anEndlessHeadIsRefused(String repeated) {
        assertThrows(IOException.class, () -> new AnswerReader(new Endless("HTTP/1.1 200 OK\r\n", repeated)).head());
    }

    @Test
    void endlessInterimAnswersAreRefused() {
        assertThrows(IOException.class, () -> new AnswerReader(new Endless("", "HTTP/1.1 100 Continue\r\n\r\n")).head());
    }

    @Test
    void endlessTrailersAreRefused() throws IOException {
        AnswerReader reader = new AnswerReader(new Endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n"));
        InputStream body = reader.body(reader.head(), "GET");
        assertThrows(IOException.class, body::readAllBytes);
    }

    private static final class Endless extends InputStream {
        private final String first;
        private final String repeated;
        private long at;

        Endless(String first, String repeated) {
            this.first = first;
            this.repeated = repeated;
        }

        @Override
        public int read() {
            long now = at++;
            return now < first.length() ? first.charAt((int) now) : repeated.charAt((int) ((now - first.length()) % repeated.length()));
        }
    }
}
