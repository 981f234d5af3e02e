package dev.marina.apiserver.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.api.Cause;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.ObjectKey;
import dev.marina.api.Origin;
import dev.marina.api.ResourceVersion;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.protobuf.ProtobufForm;
import dev.marina.apiserver.types.core.ConfigMapType;
import dev.marina.store.EncodedObject;
import dev.marina.store.Fields;
import dev.marina.store.Stored;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProtobufRenderingTest {

    private static final int ENOUGH = 1 << 20;

    private static Stored stored(int number) {
        ObjectKey key = new ObjectKey(new ClusterId("0123456789abcdef"), ConfigMapType.DEFINITION.groupResource(), "default", "m" + number);
        EncodedObject encoded = Encoding
                .encode(Document.parse("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m%d\"},\"data\":{\"k\":\"%s\"}}"
                        .formatted(number, "v".repeat(number)).getBytes(StandardCharsets.UTF_8)));
        return new Stored(key, new ResourceVersion(number + 1), encoded.withVersion(number + 1), Fields.NONE, new Origin("", new Cause("")), Instant.EPOCH,
                false);
    }

    private static ProtobufRendering rendering(SharedForms forms) {
        return new ProtobufRendering(new Rendering.Shape(OutputForm.PROTOBUF, ConfigMapType.DEFINITION, ""), forms);
    }

    private static byte[] all(ApiResponse.Bytes answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.slices().forEach(out::writeBytes);
        return out.toByteArray();
    }

    @Test
    void readsAndListsOfDifferentRequestsShareOneMessage() {
        SharedForms forms = new SharedForms(ENOUGH);
        Stored one = stored(1);

        byte[] read = rendering(forms).object(one).slices().get(1);
        byte[] listed = rendering(forms).list(List.of(stored(0), one), "7", Continuation.NONE).slices().get(5);

        assertSame(read, listed);
    }

    @Test
    void aListIsTheSameWhetherItsMessagesAreKeptOrNot() {
        List<Stored> items = IntStream.range(0, 300).mapToObj(ProtobufRenderingTest::stored).toList();
        SharedForms small = new SharedForms(10_000);

        ApiResponse.Bytes kept = rendering(new SharedForms(ENOUGH)).list(items, "300", Continuation.NONE);
        ApiResponse.Bytes made = rendering(small).list(items, "300", Continuation.NONE);

        assertArrayEquals(all(kept), all(made));
        assertEquals(all(made).length, made.length());
        assertEquals(0, small.bytes(), "what others share was driven out");
    }

    @Test
    void whatTellsTheLengthOfAListIsWrittenToo() {
        List<Stored> items = IntStream.range(0, 300).mapToObj(ProtobufRenderingTest::stored).toList();
        AtomicInteger made = new AtomicInteger();
        ProtobufForm form = ProtobufForm.of(ConfigMapType.DEFINITION.kind());

        ProtobufList list = new ProtobufList(form, new byte[0], items, item -> {
            made.incrementAndGet();
            return form.message(Document.parse(item.bytes()).root());
        });
        long written = list.stream().mapToLong(slice -> slice.length).sum();

        assertEquals(list.length(), written);
        assertEquals(items.size(), made.get());
    }

    @Test
    void whatAWatchEndsWithIsAnEvent() {
        byte[] frame = rendering(new SharedForms(ENOUGH)).error(StatusException.gone("too old resource version: 1 (5)"));

        assertEquals(frame.length - Integer.BYTES, ByteBuffer.wrap(frame).getInt());
        int object = new String(frame, StandardCharsets.ISO_8859_1).indexOf("k8s\0");
        Document status = ProtobufBody.read(Arrays.copyOfRange(frame, object, frame.length));
        assertEquals("Status 410 Expired", "%s %d %s".formatted(status.kind(), status.at("code").asInt(), status.text("reason")));
        assertTrue(new String(frame, StandardCharsets.ISO_8859_1).contains("ERROR"));
    }
}
