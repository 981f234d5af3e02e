package dev.marina.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracedTest {

    /// The API server closes what lies in other namespaces by these names, and the console draws by them.
    @Test
    void stationsAreCalledByTheirNames() throws Exception {
        Traced traced = new Traced(
                List.of(new Traced.Station.Hops("10.244.1.2", 80, List.of("pod")), new Traced.Station.Probe("10.244.1.2", 80, "Connected", 3)),
                "Arrives");
        ObjectMapper json = new ObjectMapper();

        String text = json.writeValueAsString(traced);

        assertEquals(List.of("Hops", "Probe"), json.readTree(text).path("stations").valueStream().map(station -> station.path("station").asText()).toList());
        assertEquals(traced, json.readValue(text, Traced.class));
    }
}
