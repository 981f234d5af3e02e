package dev.marina.apiserver.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WebhookPostTest {

    /// Of a server that hears so many bytes, and has sent this.
    private static final class HalfHeard extends Socket {
        private final int heard;
        private final String answer;

        HalfHeard(int heard, String answer) {
            this.heard = heard;
            this.answer = answer;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(answer.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                private int written;

                @Override
                public void write(int b) throws IOException {
                    if (++written > heard) {
                        throw new IOException("it hears no more");
                    }
                }
            };
        }
    }

    private static WebhookPost.Answer post(int heard, String answer) throws IOException {
        return new WebhookPost(null, "hooks.default.svc", 100).plain(new HalfHeard(heard, answer), 80, "/",
                "0123456789".repeat(100).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anAnswerThatCameBeforeAllWasHeardCounts() throws IOException {
        WebhookPost.Answer answer = post(500, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");

        assertEquals(404, answer.status());
        assertEquals("none", new String(answer.body(), StandardCharsets.US_ASCII));
    }

    @Test
    void whereNoneCameItIsSaidWhatWasNotHeard() {
        assertEquals("it hears no more", assertThrows(IOException.class, () -> post(500, "")).getMessage());
    }

    @Test
    void anAnswerIsNotReadBeyondItsBound() {
        String endless = "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + "x".repeat(101);

        assertEquals("the response is longer than 100 bytes", assertThrows(IOException.class, () -> post(5_000, endless)).getMessage());
    }
}
