package dev.marina.apiserver.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.HeaderField;
import dev.marina.apiserver.http.Headers;
import dev.marina.apiserver.http.HttpFront;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.RequestParser;
import dev.marina.apiserver.pki.PlatformPki;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ForwarderTest {

    @TempDir
    Path home;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close();
    }

    private ApiResponse through(ApiHandler owner) throws Exception {
        PlatformPki pki = PlatformPki.open(home, Clock.systemUTC());
        HttpFront front = HttpFront.startForProcesses(vertx, HttpFront.tls(pki.internal("owner")), "127.0.0.1", 0, owner);
        ApiRequest list = ApiRequest.read("one", "GET", new RequestParser.Located("acme", "default", "/api/v1/pods"), null, new Headers(Map.of()),
                new byte[0], new Peer.Remote("10.0.0.1", List.of(), null));
        return new Forwarder(pki.internal("this"), pki.authority().certificate()).forward("localhost:" + front.port(), list);
    }

    @Test
    void aLongAnswerIsPassedOnAsItComesAndEndsWithItsReader() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch stopped = new CountDownLatch(1);
        byte[] piece = new byte[32 * 1024];
        ApiResponse answer = through(_ -> new ApiResponse.Stream(ApiResponse.JSON, sink -> {
            try {
                while (true) {
                    sink.write(List.of(piece));
                    written.addAndGet(piece.length);
                }
            } finally {
                stopped.countDown();
            }
        }));

        ApiResponse.Relayed relayed = assertInstanceOf(ApiResponse.Relayed.class, answer);
        assertEquals(200, relayed.status());
        relayed.producer().close();
        assertTrue(stopped.await(30, TimeUnit.SECONDS), "the owner goes on to write for nobody");
        assertTrue(written.get() < 64L << 20, () -> written + " bytes wait between the processes");
    }

    @Test
    void aLongAnswerArrivesWhole() throws Exception {
        byte[] all = new byte[200_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        ApiResponse.Relayed relayed = assertInstanceOf(ApiResponse.Relayed.class,
                through(_ -> new ApiResponse.Bytes(200, ApiResponse.JSON, List.of(all), Map.of("warning", "299 - \"x\""))));
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        relayed.producer().produce(slices -> slices.forEach(seen::writeBytes));

        assertArrayEquals(all, seen.toByteArray());
        Map<String, String> fields = relayed.fields().stream().collect(Collectors.toMap(HeaderField::name, HeaderField::value));
        assertEquals(ApiResponse.JSON, fields.get("content-type"));
        assertEquals("299 - \"x\"", fields.get("warning"));
    }

    @Test
    void aShortAnswerIsHeldForWhateverThisProcessDoesWithIt() throws Exception {
        byte[] little = new byte[1000];
        Arrays.fill(little, (byte) ' ');
        ApiResponse.Bytes bytes = assertInstanceOf(ApiResponse.Bytes.class,
                through(_ -> new ApiResponse.Bytes(200, ApiResponse.JSON, List.of(little), Map.of())));

        assertArrayEquals(little, bytes.slices().getFirst());
    }
}
