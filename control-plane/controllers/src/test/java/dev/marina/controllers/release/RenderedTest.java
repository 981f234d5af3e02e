package dev.marina.controllers.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class RenderedTest {

    private static final String COMMIT = "0123456789".repeat(4);

    private static String log(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "==> rendered %s\n%s\n==> end\n".formatted(COMMIT, Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    private static Rendered of(String json) {
        return Rendered.of(log(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static String why(Rendered rendered) {
        return assertInstanceOf(Rendered.Failed.class, rendered).why();
    }

    private static String map(String name) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'}}".formatted(name);
    }

    @Test
    void whatStandsLastInTheLogIsWhatWasRendered() {
        Rendered made = of("{'chart':{'name':'shop'},'objects':[%s]}".formatted(map("a")));

        assertEquals("a", assertInstanceOf(Rendered.Made.class, made).objects().getFirst().name());
        assertEquals("no such ref", why(Rendered.of("remote: ==> rendered\nfatal\n==> failed no such ref\n")));
        assertEquals("the pod ended without saying what it has rendered", why(Rendered.of("==> rendered nonsense\n==> end")));
    }

    @Test
    void whatAPodMakesUpIsRefused() {
        assertTrue(why(Rendered.of("==> rendered %s\naGVsbG8=\n==> end".formatted(COMMIT))).contains("is not what was rendered"));
        assertTrue(why(Rendered.of("==> rendered %s\n%%%%\n==> end".formatted(COMMIT))).contains("is not what was rendered"));
        assertTrue(why(of("{'objects':[1]}")).contains("no object"));
        assertTrue(why(of("{'objects':[{'kind':'ConfigMap'}]}")).contains("lacks one of"));
        assertTrue(why(of("{'objects':[]}")).contains("nothing was rendered"));
        assertTrue(why(of("{'objects':[%s,%s]}".formatted(map("a"), map("a")))).contains("ConfigMap a was rendered twice"));
        assertTrue(why(of("{'objects':[%s]}".formatted(IntStream.range(0, 301).mapToObj(i -> map("m" + i)).collect(Collectors.joining(",")))))
                .contains("301 objects were rendered"));
    }

    @Test
    void whatIsSmallAndBecomesLargeIsNotRead() {
        assertEquals("what was rendered has more than 8388608 bytes", why(Rendered.of(log(new byte[100 << 20]))));
    }
}
