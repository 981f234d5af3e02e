package dev.marina.agent.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.agent.node.WatchedServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What tenants write into their objects does not fill the agent's memory.
class WatchMemoryTest {

    private static final int SERVICES = 300;
    private static final int PER_PAGE = 100;
    private static final String SERVICE = """
            {"metadata":{"name":"s%1$d","namespace":"default","uid":"u%1$d","resourceVersion":"%1$d","annotations":{"big":"%2$s"}},\
            "spec":{"clusterIP":"10.96.0.9","ports":[{"port":80}]}}""";

    /// 77 MB on the wire, 48 MB of heap.
    @Test
    void threeHundredServicesWithQuarterMegabytesOfAnnotationsFitIntoASmallHeap() throws IOException, InterruptedException {
        String big = "x".repeat(256 * 1024);
        try (ListServer server = new ListServer()) {
            server.lists.put("/api/v1/services", next -> {
                int from = next.isEmpty() ? 0 : Integer.parseInt(next);
                String items = IntStream.range(from, from + PER_PAGE).mapToObj(number -> SERVICE.formatted(number, big)).collect(Collectors.joining(","));
                String more = from + PER_PAGE < SERVICES ? ",\"continue\":\"%d\"".formatted(from + PER_PAGE) : "";
                return "{\"metadata\":{\"resourceVersion\":\"1000\"%s},\"items\":[%s]}".formatted(more, items);
            });
            Process small = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx48m", "-XX:+ExitOnOutOfMemoryError",
                    "-cp", System.getProperty("java.class.path"), WatchedServices.class.getName(), server.url(), String.valueOf(SERVICES))
                    .redirectErrorStream(true).start();
            String output = new String(small.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            small.waitFor(1, TimeUnit.MINUTES);
            assertEquals(0, small.exitValue(), output);
        }
    }
}
