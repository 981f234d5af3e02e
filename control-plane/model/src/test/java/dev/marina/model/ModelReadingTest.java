package dev.marina.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelReadingTest {

    @Test
    void aListThatIsNullIsRead() {
        EndpointSlice slice = ModelReading.serialization().unmarshal(
                "{\"apiVersion\":\"discovery.k8s.io/v1\",\"kind\":\"EndpointSlice\",\"endpoints\":null,\"ports\":null}", EndpointSlice.class);

        assertEquals(List.of(), slice.getEndpoints());
        assertEquals(List.of(), slice.getPorts());
    }
}
